type Props = { as?: 'h2' | 'p'; title?: string }

/** What stands above the models that are similar to one. */
export function SimilarHeading({ as: Heading = 'h2', title = 'Looks like this' }: Props) {
  return (
    <Heading id="similar" className="mb-3 font-display text-2xl tracking-tight sm:mb-4 sm:text-3xl">
      {title}
    </Heading>
  )
}
