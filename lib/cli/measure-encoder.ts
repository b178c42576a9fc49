import { openDatabase } from '@/lib/database/database'
import type { EncoderUse } from '@/lib/embedding/add-encoder'
import { env } from '@/lib/facts/env'
import { type MeasuredUse, measureUses } from '@/lib/indexing/measure-uses'
import { encodersFolder } from '@/lib/indexing/recipe'
import type { Network, PictureForm } from '@/lib/networks/network'
import type { ObjectStorage } from '@/lib/storage/storage'
import { interruptSignal } from './command'
import { progressOfPieces } from './progress'
import { printTable } from './table'

const LABEL = 'label'
const SHOWN = 8

/**
 * Chooses how the numbers of a network are compared, by measuring it on the models of the catalogue that have labels, and says by which
 * figures; the first use where nothing can be measured.
 *
 * @param uses the simplest first
 * @throws what `measureUses` throws
 */
export async function chooseUse(
  network: Network,
  picture: PictureForm,
  uses: readonly [EncoderUse, ...EncoderUse[]],
  storage: ObjectStorage,
): Promise<EncoderUse> {
  const database = await openDatabase(env())
  const progress = progressOfPieces()
  try {
    const result = await measureUses({
      database,
      storage,
      engineOptions: { cacheDir: encodersFolder(env().dataDir) },
      network,
      picture,
      uses,
      label: LABEL,
      signal: interruptSignal(),
      onProgress: (done, total) => progress.show('Measuring on pictures with labels', done, total),
    })
    progress.stop()
    if (result.models === null) {
      console.log(`Nothing could be measured: ${result.reason}. It is compared as ${describe(uses[0])}.`)
      return uses[0]
    }
    const { models, measured, chosen } = result
    printMeasured(models, measured, chosen)
    const { queries, recallCappedPrecisionAt10, meanAveragePrecision } = chosen.quality
    const figures = { label: LABEL, models, queries, recallCappedPrecisionAt10, meanAveragePrecision }
    return { ...chosen.use, measured: figures }
  } finally {
    progress.stop()
    await database.close()
  }
}

function printMeasured(models: number, measured: readonly MeasuredUse[], chosen: MeasuredUse): void {
  const best = measured
    .toSorted(
      (left, right) => right.quality.recallCappedPrecisionAt10 - left.quality.recallCappedPrecisionAt10,
    )
    .slice(0, SHOWN)
  const others = [chosen, ...measured.slice(0, 1)].filter((each) => !best.includes(each))
  const rows = [...new Set([...best, ...others])].map((each) => [
    `${each === chosen ? '* ' : '  '}${describe(each.use)}`,
    each.quality.recallCappedPrecisionAt10.toFixed(3),
    each.quality.meanAveragePrecision.toFixed(3),
  ])
  console.log(
    `Measured on ${models} models (${chosen.quality.queries} queries), the best of ${measured.length}:`,
  )
  printTable(['  compared as', 'recall-capped precision@10', 'mean average precision'], rows)
  console.log('Taken is the one with the star: the simplest that is hardly worse than the best.')
}

/** A use in words. */
function describe({ output, treatment }: EncoderUse): string {
  const { mirrored, projection, expanded = projection !== null } = treatment
  return [
    `${output.layer}, ${pooled[output.pooling]}`,
    projection === null ? 'plain' : `PCA, whitened by ${projection.whiteningExponent}`,
    mirrored ? 'with its mirror image' : 'as it is',
    expanded ? 'expanded' : 'not expanded',
  ].join(', ')
}

const pooled = { mean: 'mean', flat: 'flat', first: 'class token', patches: 'mean of patches' }
