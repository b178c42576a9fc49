import type { ReasonView } from '@/lib/serving/views'

/** Why a card is where it is, by the reason that says most; the others for who asks. */
export function CardReason({ reasons }: { reasons: readonly ReasonView[] }) {
  const [first, ...others] = reasons
  if (!first) return null
  return (
    <p
      className="relative line-clamp-2 py-0.5 text-xs wrap-anywhere first-letter:uppercase sm:line-clamp-1"
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
      both:{' '}
      {tags.map((tag, place) => (
        <span key={tag}>
          {place > 0 && ', '}
          <bdi>{tag}</bdi>
        </span>
      ))}
    </>
  )
}
