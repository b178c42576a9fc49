import type { IndexRunView, ReviewSampleView } from '@/lib/admin/views'
import { Figure, Figures } from '@/components/ui/figures'
import { PROBLEM } from '../problem'
import { percent, qualityName } from './run-words'

const LIKES = [
  { key: 'ndcgAt10', name: 'Likes: NDCG@10 for users' },
  { key: 'tailHitRateAt24', name: 'Likes: hit rate@24 of the tail' },
] as const

type Props = { run: IndexRunView; samples: ReviewSampleView[] }

/** How a run's table stands to the one before: figures side by side, and the rows that changed most. */
export function ReviewPanel({ run, samples }: Props) {
  const { comparison } = run
  if (!comparison || comparison.comparedWith === null) return null
  const { quality, qualityBefore, depth, label, lostCount, coveredBefore, changedShare, comparedWith } =
    comparison
  return (
    <section aria-labelledby="comparison" className="mt-14">
      <h2 id="comparison" className="mb-5 text-3xl">
        Against run {comparedWith}
      </h2>
      {comparison.reasons.length > 0 && (
        <ul role="list" className="mb-6 space-y-2">
          {comparison.reasons.map((reason) => (
            <li key={reason} className={PROBLEM}>
              {reason}
            </li>
          ))}
        </ul>
      )}
      <Figures>
        <Figure name="Neighbours that are new">{percent(changedShare)}</Figure>
        <Figure name="Models that lost their pictures">
          {lostCount.toLocaleString('en')} of {coveredBefore.toLocaleString('en')} (
          {percent(lostCount / Math.max(1, coveredBefore))})
        </Figure>
        <Figure name="Pictures that failed">{run.failureCount.toLocaleString('en')}</Figure>
        {quality && (
          <Figure name={`${qualityName(depth)} on the label “${label}”`}>
            {qualityBefore && `${qualityBefore.recallCappedPrecision.toFixed(3)} → `}
            {quality.recallCappedPrecision.toFixed(3)}, over {quality.queries.toLocaleString('en')} models
          </Figure>
        )}
        {LIKES.map(({ key, name }) => {
          const [now, before] = [comparison.likes?.[key], comparison.likesBefore?.[key]]
          return (
            now && (
              <Figure key={key} name={name}>
                {before && `${before.mean.toFixed(4)} ±${before.standardError.toFixed(4)} → `}
                {now.mean.toFixed(4)} ±{now.standardError.toFixed(4)}
              </Figure>
            )
          )
        })}
      </Figures>
      {samples.length > 0 && (
        <div className="mt-8">
          <p className="mb-5 text-sm text-muted">
            The models whose neighbours changed most, before and after:
          </p>
          <ul role="list" className="grid gap-x-14 gap-y-8 lg:grid-cols-2">
            {samples.map((sample) => (
              <Sample key={sample.model.uid} sample={sample} />
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function Sample({ sample: { model, before, after } }: { sample: ReviewSampleView }) {
  return (
    <li className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-x-6 gap-y-2 [&>.tile]:row-span-2">
      <Picture picture={model} />
      <Row name="Before" pictures={before} />
      <Row name="After" pictures={after} />
    </li>
  )
}

type PictureView = ReviewSampleView['model']

function Row({ name, pictures }: { name: string; pictures: PictureView[] }) {
  return (
    <div>
      <p className="text-sm text-muted">{name}</p>
      <ul role="list" className="mt-1 grid grid-cols-[repeat(6,minmax(0,4.5rem))] gap-2.5">
        {pictures.map((picture) => (
          <li key={picture.uid}>
            <Picture picture={picture} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Picture({ picture }: { picture: PictureView }) {
  return (
    <div className="tile" data-covered={picture.ageRestricted || undefined}>
      <img
        src={picture.thumbnailUrl}
        alt={picture.name}
        title={picture.name}
        loading="lazy"
        decoding="async"
      />
    </div>
  )
}
