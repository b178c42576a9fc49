import type { ReasonView } from '@/lib/serving/views'

/** Why a card is where it is, by the reason that says most; the others for who asks. */
export function CardReason({ reasons }: { reasons: readonly ReasonView[] }) {
  const [first, ...others] = reasons
  if (!first) return null
  return (
    <p
      className="relative py-0.5 text-xs first-letter:uppercase max-sm:line-clamp-2 max-sm:wrap-anywhere sm:truncate"
      title={reasons.map(({ text }) => text).join(' · ')}
    >
      <Words reason={first} />
      {others.length > 0 && (
        <span className="sr-only">
          {others.map((reason) => (
            <span key={reason.kind}>
              ; <Words reason={reason} />
            </span>
          ))}
        </span>
      )}
    </p>
  )
}

/** Tags keep the direction that they are written in. */
function Words({ reason: { tags, text } }: { reason: ReasonView }) {
  if (tags.length === 0) return text
  return (
    <>
      both:{'\u00a0'}
      {tags.map((tag, place) => (
        <span key={tag}>
          {place > 0 && ', '}
          <bdi>{tag}</bdi>
        </span>
      ))}
    </>
  )
}
