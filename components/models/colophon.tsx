import { BANDS } from '@/lib/facts/closeness'
import type { PublishedRunView } from '@/lib/serving/views'

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

type Props = {
  run: PublishedRunView
  /** What else it is found by than by looks. */
  besides?: string
}

/** By what the models of a page were found. */
export function Colophon({ run, besides = '' }: Props) {
  return (
    <p className="mt-12 max-w-prose text-sm leading-relaxed text-muted">
      The closest of {run.modelCount.toLocaleString('en')} models, found by the recipe{' '}
      <span className="text-ink">{run.recipe}</span>
      {besides} in index run {run.id}
      {run.publishedAt && (
        <>
          , published <time dateTime={run.publishedAt.toISOString()}>{day.format(run.publishedAt)}</time>
        </>
      )}
      . <HowClose by={run.closenessBy} />
    </p>
  )
}

function HowClose({ by }: { by: PublishedRunView['closenessBy'] }) {
  if (by === null) return 'A percentage says how far two pictures’ vectors point the same way.'
  const [first, ...rest] = BANDS.map(({ words, least }) => [`“${words}”`, Math.round(100 * least)] as const)
  return (
    `Of pairs that are called ${first?.[0]} at least ${first?.[1]} in 100 are of one kind, ` +
    rest.map(([words, least]) => `of ${words} ${least}`).join(', ') +
    (by === 'labels'
      ? ', by the labels of this catalogue. What is less close is not listed.'
      : ', as far as scores tell by themselves. What is less close is not listed.')
  )
}
