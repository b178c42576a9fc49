import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEncoder } from '@/lib/embedding/encoder'
import type { Recipe } from '@/lib/embedding/recipes'
import { tokenTreatments, tokensTreatment } from '@/lib/embedding/treatments'
import { choose, type MeasuredUse, measureUses } from '@/lib/indexing/measure-uses'
import { decodeAhead } from '@/lib/indexing/embed-thumbnails'
import { indexableModels } from '@/lib/indexing/model-list'
import { embedViews, viewKey } from '@/lib/indexing/use-views'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { digestOfFiles, networkIn } from '@/lib/networks/reading/read-network'
import { scaledTo } from '@/lib/networks/network'
import { openStorage } from '@/lib/storage/storage'
import { SIDE, tinyTransformer } from '../hub/onnx-encoders'
import { folderOfDrawings, MANY_COLOURS } from '../setup/catalogue'
import { runCommand } from '../setup/commands'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

/** A catalogue of 72 drawings with labels, a transformer, and what of it is to be measured. */
async function place() {
  const { database, dataDir, environment } = await temporaryDatabase()
  const { folder, labels } = await folderOfDrawings(temporaryDirectory(), MANY_COLOURS)
  await runCommand('catalog-folder', [folder, '--labels', labels], environment)
  const file = path.join(temporaryDirectory(), 'model.onnx')
  writeFileSync(file, tinyTransformer())
  const { features, files, form, folder: beside } = await detectEncoder(file)
  const digest = await digestOfFiles(beside, files)
  const outputs = features.map(({ layer, pooling }) => ({ layer, pooling }))
  const options = {
    database,
    storage: openStorage({ kind: 'files', folder: dataDir }),
    engineOptions: { cacheDir: dataDir },
    network: networkIn(beside, { name: 'tiny', form, files, digest, scaling: scaledTo(-1, 1) }),
    picture: { size: SIDE, fit: 'contain', kernel: 'cubic' } as const,
    uses: tokenTreatments([false, true]).flatMap((treatment) =>
      outputs.map((output) => ({ output, treatment })),
    ),
    label: 'label',
  }
  return { options, environment, file }
}

describe('how a transformer’s numbers are compared', () => {
  it('is measured on at most 16 pictures of each label, the class token and the mean of patches both', async () => {
    const { options } = await place()
    const result = await measureUses(options)
    if (result.models === null) throw new Error(result.reason)
    expect(result.models).toBe(48)
    expect(result.measured).toHaveLength(32)
    expect(options.uses[0]?.treatment).toEqual(tokensTreatment)
    expect(new Set(result.measured.map(({ use }) => use.output.pooling))).toEqual(
      new Set(['first', 'patches']),
    )
    expect(result.chosen).toBe(choose(result.measured))
    for (const { quality } of result.measured) {
      expect(quality.queries).toBe(48)
      expect(quality.recallCappedPrecisionAt10).toBeGreaterThan(0)
    }
    expect(await measureUses(options)).toEqual(result)
  })

  it('is measured on what the encoder of a recipe makes of each picture', async () => {
    const { options } = await place()
    const { database, storage, network, picture, uses, engineOptions } = options
    const hashes = [...(await indexableModels(database))].slice(0, 10).map((model) => model.thumbnailHash)
    const drawn = hashes.map((hash) => ({ hash, label: `that of ${hash}` }))
    const { labels, views } = await embedViews(options, drawn, Infinity)
    expect(labels).toEqual(drawn.map(({ label }) => label))
    for (const use of uses) {
      const layers = [{ ...use.output, network, weight: 1 }]
      const recipe: Recipe = { id: 'tiny', name: 'tiny', picture, layers, ...use.treatment }
      const encoder = await openEncoder(recipe, await chooseEngine('auto', recipe), engineOptions)
      const embeddings: number[] = []
      for await (const { pixels } of decodeAhead(storage, hashes, picture)) {
        embeddings.push(...(await encoder.encode(pixels)))
      }
      await encoder.dispose()
      expect([...(views.get(viewKey(use))?.values ?? [])]).toEqual(embeddings)
    }
  })

  it('is not measured without enough labels, or where embedding takes too long', async () => {
    const { options } = await place()
    expect(await measureUses({ ...options, label: 'nothing' })).toEqual({
      models: null,
      reason: 'fewer than 48 models share a label in the column “nothing”',
    })
    expect(await measureUses({ ...options, bounds: { pictures: 1000, milliseconds: 0 } })).toEqual({
      models: null,
      reason: 'only 8 pictures could be embedded in the time there is',
    })
  })

  it('is what the index run does, once it was chosen', async () => {
    const { environment, file } = await place()
    const flags = ['--file', file, '--name', 'tiny', '--scaling', '-1..1', '--size', String(SIDE)]
    const { code, stdout } = await runCommand('encoder-add', flags, environment)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /Measured on 48 models \(48 queries\), the best of 32:[^]*\n\* last_hidden_state, [^]*The encoder tiny is added: 12 numbers/,
      ),
    })
    const run = await runCommand('precompute', ['--recipe', 'tiny', '--publish-anyway'], environment)
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('72 models is published') })
  })
})

it('the simplest is taken that is hardly worse than the best', () => {
  const use = { output: { layer: 'x', pooling: 'first' }, treatment: tokensTreatment } as const
  const uses = (...precisions: number[]) =>
    precisions.map((recallCappedPrecisionAt10): MeasuredUse => ({
      use,
      quality: { queries: 9, precisionAt10: 0, recallCappedPrecisionAt10, meanAveragePrecision: 0 },
    }))
  const chosen = (...precisions: number[]) => choose(uses(...precisions))?.quality.recallCappedPrecisionAt10
  expect(chosen(0.5, 0.505, 0.4)).toBe(0.5)
  expect(chosen(0.5, 0.4, 0.52, 0.525)).toBe(0.52)
  expect(choose([])).toBeUndefined()
})
