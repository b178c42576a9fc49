import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../setup/commands'
import { temporaryDirectory } from '../setup/temporary'
import { COMMIT, type HubContent, type HubManners, REPOSITORY, serveHub } from '../hub/hub-server'
import { clipFiles, clipText } from '../setup/tiny-clip'
import {
  passingOn,
  placesWithExternalWeights,
  SIDE,
  tinyTransformer,
  weightsOfPlaces,
} from '../hub/onnx-encoders'

const preprocessor = JSON.stringify({
  size: { shortest_edge: 18 },
  crop_size: { height: SIDE, width: SIDE },
  resample: 3,
  image_mean: [0.5, 0.4, 0.3],
  image_std: [0.2, 0.25, 0.5],
})
const content: HubContent = {
  'config.json': '{"model_type": "dinov2"}',
  'preprocessor_config.json': preprocessor,
  'onnx/model.onnx': tinyTransformer(),
}

/** Runs `npm run encoder:add -- --hub` against a hub with this content, in a new installation. */
async function addFrom(
  content: HubContent,
  { flags = [], token, ...manners }: HubManners & { flags?: readonly string[] } = {},
) {
  const { url, requests } = await serveHub(content, { token, ...manners })
  const dataDir = temporaryDirectory()
  const environment = { DATA_DIR: dataDir, DATABASE_URL: '', HF_ENDPOINT: url, HF_TOKEN: token ?? '' }
  const ended = await runCommand('encoder-add', ['--hub', REPOSITORY, ...flags], environment)
  const encoder = path.join(dataDir, 'encoders', 'tiny-encoder')
  const description = () => JSON.parse(readFileSync(path.join(encoder, 'encoder.json'), 'utf8'))
  const below = (folder: string) =>
    existsSync(path.join(dataDir, folder)) ? readdirSync(path.join(dataDir, folder)) : []
  return { ...ended, url, requests, encoder, description, below }
}

describe('npm run encoder:add -- --hub', () => {
  it('adds a repository’s encoder with what its configuration says, its commit written down', async () => {
    const { code, stdout, url, description, below } = await addFrom(content, { token: 'hf_secret_word' })
    expect(stdout).toMatch(
      new RegExp(
        `is at commit ${COMMIT}\\.[^]*Nothing could be measured: fewer than 48 [^]*The encoder tiny-encoder is added: 12 numbers a picture`,
      ),
    )
    expect(stdout).not.toContain('hf_secret_word')
    expect(code).toBe(0)
    expect(description()).toMatchObject({
      files: ['model.onnx'],
      source: { hub: url, repository: REPOSITORY, commit: COMMIT, file: 'onnx/model.onnx' },
      recipe: {
        picture: { size: SIDE, fit: 'cover', shortSide: 18, kernel: 'cubic' },
        layers: [{ layer: 'last_hidden_state', pooling: 'first' }],
        mirrored: false,
        projection: { whiteningExponent: 0 },
        power: 'plain',
      },
    })
    expect(description().scaling.scale[2]).toBeCloseTo(1 / 255 / 0.5, 10)
    expect(below('downloads/hub/studio')).toEqual([])
  })

  it('takes the file, the revision and the name that are given, and weights in files of their own', async () => {
    const { stdout, requests, below } = await addFrom(
      {
        ...content,
        'places/net.onnx': placesWithExternalWeights('net.onnx_data'),
        'places/net.onnx_data': weightsOfPlaces(),
      },
      { flags: ['--file', 'places/net.onnx', '--revision', 'v1', '--name', 'mine'] },
    )
    expect(stdout).toContain('Looking through mine: 16 pixels, places, pooled by mean')
    expect(requests[0]).toContain('/revision/v1?')
    expect(below('encoders/mine').sort()).toEqual(['encoder.json', 'net.onnx', 'net.onnx_data'])
  })

  const words = passingOn([{ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] }])
  const both = passingOn([
    { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
    { name: 'pixel_values', type: 'float32', shape: ['batch', 3, 'height', 'width'] },
  ])
  const oneNumber = passingOn([{ name: 'pixel_values', type: 'float32', shape: ['batch', 3, 8, 8, 1] }])
  it.each([
    ['a network for words', words, 'model.onnx takes int64 [batch, length]; an image encoder takes'],
    [
      'one for words and pictures at once',
      both,
      'model.onnx needs input_ids, pixel_values; an image encoder',
    ],
    [
      'one that takes something else',
      oneNumber,
      'model.onnx takes float32 [batch, 3, 8, 8, 1]; an image encoder',
    ],
    ['what is no network', 'a model', `model.onnx in ${REPOSITORY} is no ONNX file, or it is damaged`],
  ])('refuses %s, and keeps nothing of it', async (_, network, message) => {
    const { code, stderr, below } = await addFrom({ ...content, 'onnx/model.onnx': network })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) })
    expect(below('encoders')).toEqual([])
    expect(below('downloads/hub/studio')).toEqual([])
  })

  it('adds a CLIP with both halves, whose vectors are compared as they are', async () => {
    const { code, stdout, description, below } = await addFrom(clipFiles())
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/4 numbers a picture[^]*Words search pictures, too, once an index run/),
    })
    const files = ['text_model.onnx', 'tokenizer.json', 'tokenizer_config.json']
    expect(description()).toMatchObject({
      files: ['vision_model.onnx'],
      text: { files, output: 'text_embeds', maxLength: 77, isPadded: false },
      recipe: { layers: [{ layer: 'image_embeds' }], mirrored: false, projection: null, words: true },
    })
    expect(below('encoders/tiny-encoder').sort()).toEqual(['encoder.json', ...files, 'vision_model.onnx'])
  })

  it.each([
    ['asks for that', {}, ['--no-words'], null],
    ['takes another output', {}, ['--layer', 'image_embeds', '--no-words', '--plain'], null],
    [
      'has words in another space',
      { 'text_model.onnx': clipText({ width: 6 }) },
      [],
      'Words will not search pictures with it: text_model.onnx gives 6 numbers, and the half that sees pictures 4: they are not of one space.',
    ],
    [
      'has no tokenizer',
      { 'tokenizer.json': undefined },
      [],
      'Words will not search pictures with it: there is no tokenizer.json with text_model.onnx.',
    ],
  ])('adds it for pictures alone to somebody who %s', async (_, changes, flags, said) => {
    const wanted = Object.entries({ ...clipFiles(), ...changes })
    const content = Object.fromEntries(wanted.flatMap(([name, bytes]) => (bytes ? [[name, bytes]] : [])))
    const { code, stdout, description, below } = await addFrom(content, { flags })
    expect(code).toBe(0)
    if (said === null) expect(stdout).not.toContain('Words')
    else expect(stdout).toContain(said)
    expect(description().text).toBeUndefined()
    expect(description().recipe.words).toBeUndefined()
    expect(below('encoders/tiny-encoder').sort()).toEqual(['encoder.json', 'vision_model.onnx'])
  })

  it('refuses a half that reads words whose tokenizer is none, and says how to do without', async () => {
    const { code, stderr, below } = await addFrom({
      ...clipFiles(),
      'tokenizer.json': '{"model": {"type": "Magic"}}',
    })
    const said = /text_model\.onnx cannot be used: tokenizer\.json cannot be used \([^]*--no-words/
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(said) })
    expect(below('encoders')).toEqual([])
  })

  it('refuses an output that an encoder does not have, and says where the download is kept', async () => {
    const { code, stderr, below } = await addFrom(content, { flags: ['--layer', 'nowhere'] })
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /nowhere is no output of float32 numbers\.\nWhat was downloaded is kept in .*Tiny-Encoder/,
    )
    expect(below('encoders')).toEqual([])
  })

  it('names what is wrong on the command line', async () => {
    const run = (...args: string[]) => runCommand('encoder-add', args, { DATA_DIR: temporaryDirectory() })
    expect(await run()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Say --file PATH, or --hub'),
    })
    expect(await run('--hub', '../etc')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('must be OWNER/NAME'),
    })
    expect(await run('--file', 'x.onnx', '--revision', 'v1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('say --hub OWNER/NAME'),
    })
  })
})
