import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { writeTensorflowFolder } from '@/lib/benchmark/tensorflow-folder'
import { openRaw } from '../setup/raw-database'
import { writeVgg16Weights } from '../networks/keras/keras-files'
import { loadArtifacts } from '../embedding/embedding-fixtures'
import { serve, status } from '../download/download-server'
import { folderOfDrawings } from '../setup/catalogue'
import { type CommandLine, type Ended, runCommand, runCommandLines } from '../setup/commands'
import { temporaryDirectory, temporaryDirectoryOfFile, temporaryPlaceOfFile } from '../setup/temporary'

const place = await temporaryPlaceOfFile()
const DATA_DIR = place.dataDir
const files = temporaryDirectoryOfFile()
const network = path.join(files, 'Small Network')
/** Those of 3 shapes in 2 colours: VGG16 takes its time for each, the more so while other tests compute. */
const MODELS = 6
const run = (name: string, args: readonly string[], dataDir = DATA_DIR) =>
  runCommand(name, args, { ...place.environment, DATA_DIR: dataDir })

/** Of the published run, and of all embeddings. */
async function state() {
  const connection = await openRaw(place.databaseUrl)
  const recipe = await connection.value(
    'SELECT recipe FROM IndexRun WHERE publication IS NOT NULL ORDER BY publication DESC LIMIT 1',
  )
  const embeddings = await connection.value('SELECT count(*) FROM Embedding')
  await connection.close()
  return { recipe, embeddings }
}

beforeAll(async () => {
  writeTensorflowFolder(network, await loadArtifacts('mobilenet_v2'))
  const { folder, labels } = await folderOfDrawings(files, ['crimson', 'teal'])
  await run('catalog-folder', [folder, '--labels', labels])
  await run('precompute', [])
})

describe('npm run encoder:add', () => {
  const given = (flags: readonly string[]): CommandLine => [
    'encoder-add',
    ['--file', network, '--scaling', '-1..1', ...flags],
  ]
  const add = (...flags: string[]) => run(...given(flags))

  it('makes a recipe of a TensorFlow.js folder, and the job indexes with it', async () => {
    expect(await add('--layer', 'block_6_expand_relu', '--size', '96')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /The encoder small-network is added: 192 numbers a picture, on .*onnxruntime/,
      ),
    })
    expect(await run('precompute', ['--recipe', 'small-network', '--publish-anyway'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`${MODELS} thumbnails embedded[^]*${MODELS} models is published`),
      ),
    })
    expect(await state()).toEqual({ recipe: 'small-network', embeddings: 2 * MODELS })
  })

  it('takes the size of the input and the last layer before the classifier when not told otherwise', async () => {
    expect(await add('--name', 'whole')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'Looking through whole: 224 pixels, average_pooling2d_1, pooled by mean',
      ),
    })
  })

  it('puts an encoder in the place of the one that had its name', async () => {
    const other = ['--layer', 'block_2_expand_relu', '--plain', '--size', '96']
    expect(await add('--name', 'whole', ...other)).toMatchObject({ code: 0 })
    const description = JSON.parse(readFileSync(path.join(DATA_DIR, 'encoders/whole/encoder.json'), 'utf8'))
    expect(description).toMatchObject({
      recipe: { layers: [{ layer: 'block_2_expand_relu' }], projection: null },
    })
    expect(readdirSync(path.join(DATA_DIR, 'encoders')).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('refuses what cannot be added, says why, and adds nothing', async () => {
    const names = () => readdirSync(path.join(DATA_DIR, 'encoders')).filter((name) => !name.endsWith('.onnx'))
    const wide = ['--pooling', 'flat', '--layer', 'block_1_expand_relu', '--size', '96', '--name', 'wide']
    const refused: [line: CommandLine, code: number, message: RegExp][] = [
      [given(['--file', 'nowhere.h5']), 1, /There is no file .*nowhere\.h5/],
      [given(['--layer', 'block_99']), 1, /The network has no layer block_99/],
      [given(['--name', 'vgg16']), 1, /vgg16 is the name of a recipe that is here already/],
      [given(['--name', '../../x']), 2, /must be of a-z/],
      [given(['--scaling', 'loud']), 2, /Allowed choices are 0\.\.255/],
      [given(wide), 1, /too many for a projection .*--plain/],
      // Nobody can be asked.
      [
        ['encoder-add', ['--file', network]],
        1,
        /The files do not tell: .*bytes 0 to 255.*--scaling 0\.\.255\|/,
      ],
    ]
    const before = names()
    const lines = refused.map(([line]) => line)
    const ends = await runCommandLines(lines, place.environment)
    for (const [at, [line, code, message]] of refused.entries()) {
      expect({ line, ...ends[at] }).toMatchObject({ code, stderr: expect.stringMatching(message) })
    }
    expect(names()).toEqual(before)
  })

  it('notices when the files of an encoder were changed after it was added', async () => {
    const file = path.join(DATA_DIR, 'encoders/whole/weights.bin')
    const bytes = readFileSync(file)
    bytes[1000] = (bytes[1000] ?? 0) ^ 1
    writeFileSync(file, bytes)
    expect(await run('precompute', ['--recipe', 'whole', '--engine', 'wasm'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/have changed since the encoder whole was added.* Add it again/),
    })
  })

  it('refuses weights that give NaN, a layer of a kind that is not known, and a network that sees nothing', async () => {
    const artifacts = await loadArtifacts('mobilenet_v2')
    const written = (name: string, weightSpecs = artifacts.weightSpecs) => {
      const folder = path.join(files, name)
      writeTensorflowFolder(folder, { ...artifacts, weightSpecs })
      return folder
    }
    const spoilt = artifacts.weightSpecs.map((spec, index) =>
      index === 0 && spec.quantization
        ? { ...spec, quantization: { ...spec.quantization, scale: 1e38 } }
        : spec,
    )
    const blind = artifacts.weightSpecs.map((spec) =>
      spec.name === 'Conv1/kernel' && spec.quantization
        ? { ...spec, quantization: { ...spec.quantization, scale: 0, min: 0 } }
        : spec,
    )
    const warped = written('warped')
    const topology = path.join(warped, 'model.json')
    const text = readFileSync(topology, 'utf8')
    writeFileSync(topology, text.replace('"class_name":"DepthwiseConv2D"', '"class_name":"Warp"'))
    const refused: [folder: string, message: RegExp][] = [
      [written('spoilt', spoilt), /The encoder gave (NaN|Infinity|-Infinity) in channel \d+/],
      [warped, /Layer \w*depthwise is of the kind Warp, which/],
      [written('blind', blind), /gives the same numbers whatever the picture/],
    ]
    const flags = ['--layer', 'block_1_expand_relu', '--size', '96']
    const lines = refused.map(([folder]) => given(['--file', folder, ...flags]))
    const ends = await runCommandLines(lines, place.environment)
    for (const [at, [folder, message]] of refused.entries()) {
      expect({ folder, ...ends[at] }).toMatchObject({ code: 1, stderr: expect.stringMatching(message) })
    }
  })
})

describe('npm run encoder:vgg16', () => {
  let added: Ended
  beforeAll(async () => {
    const file = path.join(files, 'weights.h5')
    await writeVgg16Weights(file)
    added = await run('encoder-vgg16', ['--file', file])
  })

  it('is asked for by the recipe that needs it', async () => {
    expect(await run('precompute', ['--recipe', 'vgg16'], temporaryDirectory())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm run encoder:vgg16 -- --file PATH'),
    })
  })

  it('takes a file of the published layout, with which the job runs to a published index', async () => {
    expect(added).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/not the file that Keras publishes[^]*VGG16 is added/),
    })
    const before = z.object({ embeddings: z.number() }).parse(await state()).embeddings
    expect(await run('precompute', ['--recipe', 'vgg16', '--publish-anyway'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`${MODELS} thumbnails embedded[^]*${MODELS} models is published`),
      ),
    })
    expect(await state()).toEqual({ recipe: 'vgg16', embeddings: before + MODELS })
    const exported = await run('export', [])
    expect(exported.stdout.trimEnd().split('\n')).toHaveLength(1 + MODELS * (MODELS - 1))
  })

  it('is measured side by side with the default, on stored embeddings where there are any', async () => {
    const { code, stdout } = await run('evaluate', [
      '--compare',
      'default,vgg16,vgg16-pooled',
      '--min-relevant',
      '1',
      '--json',
    ])
    expect(code).toBe(0)
    const { recipes } = z
      .object({
        recipes: z.array(
          z.object({
            recipe: z.string(),
            msPerImage: z.number().positive(),
            bytesPerModel: z.number(),
            quality: z.object({ queries: z.literal(MODELS), precisionAt10: z.number().min(0).max(1) }),
          }),
        ),
      })
      .parse(JSON.parse(stdout))
    expect(recipes.map(({ recipe }) => recipe)).toEqual(['default', 'vgg16', 'vgg16-pooled'])
    const [small, flat, pooled] = recipes.map(({ bytesPerModel }) => bytesPerModel)
    expect([small, pooled]).toEqual([16 + 4 * 816, 16 + 4 * 512])
    expect(flat).toBeGreaterThan(3_000)
    expect(flat).toBeLessThan(25_088 * 2.2)
  })

  it('adds nothing when the weights cannot be downloaded, and says what else can be done', async () => {
    const { url } = await serve(status(404))
    const dataDir = temporaryDirectory()
    const { code, stderr } = await run('encoder-vgg16', ['--url', url], dataDir)
    expect(code).toBe(1)
    expect(stderr).toMatch(/\/weights\.h5[^]*404[^]*npm run encoder:vgg16 -- --file PATH/)
    expect(existsSync(path.join(dataDir, 'encoders'))).toBe(false)
  })
})

describe('recipes side by side', () => {
  it('are not embedded for a catalogue without labels, which cannot tell which is better', async () => {
    const dataDir = temporaryDirectory()
    await run('catalog-folder', [path.join(files, 'images')], dataDir)
    expect(await run('evaluate', ['--compare', 'default,mobilenet_v2'], dataDir)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No model has labels'),
    })
    expect(existsSync(path.join(dataDir, 'encoders'))).toBe(false)
  })
})

describe('engines', () => {
  it('are listed, with how well those agree that are here', async () => {
    const { code, stdout } = await run('engines', ['--recipes', 'small-network', '--images', '4', '--json'])
    expect(code).toBe(0)
    const { engines, worstCosine } = z
      .object({
        engines: z.array(
          z.union([
            z.object({
              name: z.string(),
              available: z.literal(true),
              reason: z.null(),
              msPerImage: z.number(),
            }),
            z.object({
              name: z.string(),
              available: z.literal(false),
              reason: z.string(),
              msPerImage: z.null(),
            }),
          ]),
        ),
        worstCosine: z.number(),
      })
      .parse(JSON.parse(stdout))
    expect(engines.map(({ name }) => name)).toEqual(['onnxruntime', 'tensorflow', 'wasm'])
    expect(worstCosine).toBeGreaterThan(0.9999)
  })

  it('are taken by name: the job says which one it took', async () => {
    const { code, stdout, stderr } = await run('precompute', [
      '--recipe',
      'small-network',
      '--engine',
      'wasm',
      '--mode',
      'all',
    ])
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The engine is wasm 4.22.0: it was asked for.'),
    })
  })
})
