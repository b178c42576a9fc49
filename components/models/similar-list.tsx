import type { ReactNode } from 'react'
import { BANDS } from '@/lib/facts/closeness'
import type { ModelPageView, NothingSimilar, PublishedRunView } from '@/lib/serving/views'
import { Commands } from '@/components/messages/commands'
import { AlsoTagged } from './also-tagged'
import { ModelGrid } from './model-grid'
import { toCard } from './to-card'

type Props = Pick<ModelPageView, 'run' | 'similar' | 'isFew'> &
  Partial<Pick<ModelPageView, 'same' | 'nothingSimilar' | 'also'>> & {
    /** Said above the models. */
    note?: ReactNode
    /** Parameters that go along to the pages of the models. */
    carried?: string
  }

/** The models that look like something, with the run that found them, or why there are none. */
export function SimilarList({
  run,
  similar,
  isFew,
  same = null,
  nothingSimilar = null,
  also = null,
  note,
  carried,
}: Props) {
  if (run === null) return <NothingPublished />
  if (nothingSimilar) return <Nothing because={nothingSimilar} />
  return (
    <>
      {isFew && <p className="mb-5 text-muted">{fewWords(similar.length, same !== null)}</p>}
      {note}
      {similar.length > 0 && (
        <ModelGrid
          isRanked
          carried={carried}
          cards={similar.map(({ model, score, closeness, band }) =>
            toCard(model, { score, closeness, band }),
          )}
        />
      )}
      {also && <AlsoTagged also={also} />}
      <Colophon run={run} />
    </>
  )
}

function fewWords(count: number, hasSame: boolean): string {
  if (count === 0) return `Nothing ${hasSame ? 'else ' : ''}in the catalogue comes close to this.`
  const models = `${count === 1 ? 'one' : count} ${hasSame ? 'other ' : ''}${count === 1 ? 'model comes' : 'models come'}`
  return `Only ${models} close to this.`
}

function NothingPublished() {
  return (
    <div className="max-w-xl">
      <p className="mb-5 text-muted">
        The catalogue has not been compared yet. Whoever runs this site starts that with:
      </p>
      <Commands lines={['npm run precompute']} />
    </div>
  )
}

const REASONS: Record<NothingSimilar, string> = {
  'came-after': 'This model came after the catalogue was last compared. The next run takes it in:',
  alone: 'There is no other model to compare this one with. Once there is, the next run takes it in:',
  failed:
    'The picture of this model could not be used when the catalogue was last compared. The next run tries again:',
  'few-likes': 'This model has too few likes to be compared with the rest.',
}

function Nothing({ because }: { because: NothingSimilar }) {
  return (
    <div className="max-w-xl">
      <p className="mb-5 text-muted">{REASONS[because]}</p>
      {because !== 'few-likes' && <Commands lines={['npm run precompute']} />}
    </div>
  )
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

function Colophon({ run }: { run: PublishedRunView }) {
  return (
    <p className="mt-12 max-w-prose text-sm leading-relaxed text-muted">
      The closest of {run.modelCount.toLocaleString('en')} models, found by the recipe{' '}
      <span className="text-ink">{run.recipe}</span> in index run {run.id}
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
