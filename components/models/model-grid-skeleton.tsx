export function ModelGridSkeleton({ cards }: { cards: number }) {
  return (
    <ul role="list" aria-hidden className="grid-of-models">
      {Array.from({ length: cards }, (_, place) => (
        <li key={place}>
          <div className="tile skeleton" />
          <div className="skeleton mt-3 h-4 w-3/4" />
          <div className="skeleton mt-2 h-3 w-1/3" />
        </li>
      ))}
    </ul>
  )
}
