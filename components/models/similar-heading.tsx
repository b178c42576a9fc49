/** What stands above the models that look like one. */
export function SimilarHeading({ as: Heading = 'h2' }: { as?: 'h2' | 'p' }) {
  return (
    <Heading id="similar" className="mb-3 font-display text-2xl tracking-tight sm:mb-4 sm:text-3xl">
      Looks like this
    </Heading>
  )
}
