import { BONE } from '../ui/looks'
import { GRID } from './model-grid'

export function ModelGridSkeleton({ cards }: { cards: number }) {
  return (
    <ul role="list" aria-hidden className={GRID}>
      {Array.from({ length: cards }, (_, place) => (
        <li key={place}>
          <div className={`${BONE} aspect-4/3 rounded-xl`} />
          <div className={`${BONE} mt-4 h-4 w-3/4`} />
          <div className={`${BONE} mt-2 h-3 w-1/3`} />
        </li>
      ))}
    </ul>
  )
}
