import type { ReactNode } from 'react'
import type { ModelPageView, NothingSimilar } from '@/lib/serving/views'
import { Commands } from '@/components/messages/commands'
import { AlsoTagged } from './also-tagged'
import { Colophon } from './colophon'
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
