import { Figure, Figures } from '@/components/ui/figures'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { IndexRunView, StageView } from '@/lib/admin/views'
import { Moment } from '../moment'
import { durationOf, modeWords, sharedPictures } from './run-words'

type Props = { run: IndexRunView; stages: readonly StageView[] }

/** What a run did, in figures. */
export function RunFigures({ run, stages }: Props) {
  const { metrics } = run
  const duration = durationOf(run)
  const measured = stages.flatMap(({ name, title }) => {
    const seconds = metrics?.[name]
    return seconds === undefined ? [] : [`${title} ${formatSeconds(seconds)}`]
  })
  return (
    <Figures>
      <Figure name="What">
        {modeWords(run)}, from the {run.startedBy}
      </Figure>
      <Figure name="Recipe">{run.recipe}</Figure>
      <Figure name="Engine">{run.engine}</Figure>
      <Figure name="Models">{run.modelCount.toLocaleString('en')}</Figure>
      <Figure name="Neighbours a model">{run.neighbours}</Figure>
      <Figure name="Embedded">
        {picturesOf(run.embeddedCount)} now, {run.reusedCount.toLocaleString('en')} before
        <SharedPictures run={run} />
      </Figure>
      <Figure name="Failed">{run.failureCount.toLocaleString('en')}</Figure>
      <Figure name="Started">
        <Moment at={run.startedAt} />
      </Figure>
      {duration !== null && <Figure name="Took">{formatSeconds(duration)}</Figure>}
      {run.publishedAt && (
        <Figure name="Published last">
          <Moment at={run.publishedAt} />
        </Figure>
      )}
      {metrics?.msPerImage !== undefined && (
        <Figure name="An image">{metrics.msPerImage.toFixed(1)} ms</Figure>
      )}
      {metrics?.peakMemoryMegabytes !== undefined && (
        <Figure name="Peak memory">{Math.round(metrics.peakMemoryMegabytes).toLocaleString('en')} MB</Figure>
      )}
      {measured.length > 0 && (
        <Figure name="Stages" isWide>
          {measured.join(' · ')}
        </Figure>
      )}
    </Figures>
  )
}

const picturesOf = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'picture' : 'pictures'}`

/** Why there are fewer pictures than models, once all have been gone through. */
function SharedPictures({ run }: { run: IndexRunView }) {
  const count = sharedPictures(run)
  if (count === 0) return null
  return (
    <small className="block text-sm text-muted">
      {count === 1 ? 'One model has' : `${count.toLocaleString('en')} models have`} the same picture as
      another
    </small>
  )
}
