import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { acquireLock } from '@/lib/database/database'
import { fetchEncoder, type FetchOptions } from '@/lib/hub/fetch-encoder'
import { readRepository } from '@/lib/hub/repository'
import { contentOf } from '../download/download-fixtures'
import { canMakeDisks, smallDisk } from '../setup/small-disk'
import { temporaryDirectory } from '../setup/temporary'
import {
  COMMIT,
  cutOff,
  type HubContent,
  PATIENCE as patience,
  REPOSITORY,
  type ServedHub,
  serveHub,
} from './hub-server'
import { clipFiles, clipText, clipTextWeights } from '../setup/tiny-clip'
import { placesWithExternalWeights, tinyTransformer, weightsOfPlaces } from './onnx-encoders'

const config = '{"image_mean": [0.5, 0.5, 0.5]}'
const network = tinyTransformer()
const content: HubContent = {
  'README.md': '# Tiny',
  'preprocessor_config.json': config,
  'onnx/model.onnx': network,
  'onnx/model_fp16.onnx': contentOf(3, 2000),
}

/** Asks a hub for its repository and downloads the encoder below a folder. */
async function fetchFrom(
  { url }: Pick<ServedHub, 'url'>,
  {
    revision = 'main',
    token,
    downloads = temporaryDirectory(),
    ...options
  }: Partial<FetchOptions> & { revision?: string; token?: string } = {},
) {
  const hub = { url, token }
  const repository = await readRepository(hub, options.repository?.name ?? REPOSITORY, revision, patience)
  return fetchEncoder({ hub, patience, repository, downloads, acquireLock, stallMs: 2000, ...options })
}

/** What lies below a folder, without lock files. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile() && !name.endsWith('.lock'))
    .sort()
}

const at = (file: string) => path.join('hub', REPOSITORY, COMMIT, file)

describe('an encoder of a repository', () => {
  it('is downloaded with what is said of pictures, and nothing else, from the commit that the revision is', async () => {
    const hub = await serveHub(content)
    const downloads = temporaryDirectory()
    const { file, root } = await fetchFrom(hub, { downloads, revision: 'v1' })
    expect(filesBelow(downloads)).toEqual([at('onnx/model.onnx'), at('preprocessor_config.json')])
    expect(readFileSync(file).equals(Buffer.from(network))).toBe(true)
    expect(path.relative(root, file)).toBe(path.join('onnx', 'model.onnx'))
    expect(hub.requests).toEqual([
      `/api/models/${REPOSITORY}/revision/v1?blobs=true`,
      `/${REPOSITORY}/resolve/${COMMIT}/preprocessor_config.json`,
      `/${REPOSITORY}/resolve/${COMMIT}/onnx/model.onnx`,
    ])
    expect(hub.cdnRequests).toEqual(['/onnx%2Fmodel.onnx'])
  })

  it('comes with the files that hold its weights', async () => {
    const hub = await serveHub({
      'onnx/model.onnx': placesWithExternalWeights('model.onnx_data'),
      'onnx/model.onnx_data': weightsOfPlaces(),
    })
    const downloads = temporaryDirectory()
    await fetchFrom(hub, { downloads })
    expect(filesBelow(downloads)).toEqual([at('onnx/model.onnx'), at('onnx/model.onnx_data')])
  })

  it('is not downloaded again while it is here, but for what was changed', async () => {
    const hub = await serveHub(content)
    const downloads = temporaryDirectory()
    await fetchFrom(hub, { downloads })
    writeFileSync(path.join(downloads, at('preprocessor_config.json')), '{}')
    await fetchFrom(hub, { downloads })
    expect(hub.cdnRequests).toHaveLength(1)
    expect(readFileSync(path.join(downloads, at('preprocessor_config.json')), 'utf8')).toBe(config)
  })

  it('is asked for with the token, which the host of the large files is not told', async () => {
    const hub = await serveHub(content, { token: 'hf_secret' })
    await fetchFrom(hub, { token: 'hf_secret' })
    expect(hub.requests.every((request) => request.endsWith('Bearer hf_secret'))).toBe(true)
    expect(hub.cdnRequests).toEqual(['/onnx%2Fmodel.onnx'])
  })
})

describe('an encoder of two halves', () => {
  const { 'vision_model.onnx': vision = '', 'text_model.onnx': text = '', ...others } = clipFiles()
  const halves: HubContent = {
    ...others,
    'onnx/vision_model.onnx': vision,
    'onnx/text_model.onnx': text,
    'onnx/text_model_fp16.onnx': contentOf(4, 2000),
    'onnx/model.onnx': contentOf(5, 2000),
  }
  const pictures = ['config.json', 'onnx/vision_model.onnx', 'preprocessor_config.json'].map(at)

  it('comes with the one that reads words, the files of its weights, and its tokenizer', async () => {
    const hub = await serveHub({
      ...halves,
      'onnx/text_model.onnx': clipText({ external: 'text_model.onnx_data' }),
      'onnx/text_model.onnx_data': new Uint8Array(clipTextWeights().buffer),
    })
    const downloads = temporaryDirectory()
    expect(await fetchFrom(hub, { downloads })).toMatchObject({ wordless: null })
    const words = [
      'onnx/text_model.onnx',
      'onnx/text_model.onnx_data',
      'tokenizer.json',
      'tokenizer_config.json',
    ]
    expect(filesBelow(downloads)).toEqual([...pictures, ...words.map(at)].sort())
  })

  it('comes without it where that is asked for', async () => {
    const hub = await serveHub(halves)
    const downloads = temporaryDirectory()
    expect(await fetchFrom(hub, { downloads, withoutWords: true })).toMatchObject({ wordless: null })
    expect(filesBelow(downloads)).toEqual(pictures)
  })

  it('comes without it where there is no tokenizer, and says so', async () => {
    const { 'tokenizer.json': tokenizer, ...without } = halves
    expect(tokenizer).toBeDefined()
    const hub = await serveHub(without)
    const downloads = temporaryDirectory()
    const { wordless } = await fetchFrom(hub, { downloads })
    expect(wordless).toBe('there is no tokenizer.json with onnx/text_model.onnx')
    expect(filesBelow(downloads)).toEqual(pictures)
  })
})

describe('a download that is cut off', () => {
  const body = Buffer.from(network)

  it('goes on where it was', async () => {
    let cuts = 2
    const hub = await serveHub(content, {
      beforeCdn(request, response) {
        if (cuts-- <= 0) return false
        cutOff(request, response, body, 1000 * (2 - cuts))
        return true
      },
    })
    const { file } = await fetchFrom(hub)
    expect(readFileSync(file).equals(body)).toBe(true)
    expect(hub.cdnRequests).toEqual([
      '/onnx%2Fmodel.onnx',
      '/onnx%2Fmodel.onnx bytes=1000-',
      '/onnx%2Fmodel.onnx bytes=2000-',
    ])
  })

  it('for good is said, and the next process goes on from what has come', async () => {
    let isCut = true
    const hub = await serveHub(content, {
      beforeCdn(request, response) {
        if (isCut) cutOff(request, response, body, 1000)
        return isCut
      },
    })
    const downloads = temporaryDirectory()
    await expect(fetchFrom(hub, { downloads })).rejects.toThrow(
      /model\.onnx could not be downloaded: .*Nothing new came in 3 attempts; the next run goes on from the 1000 bytes/,
    )
    isCut = false
    const { file } = await fetchFrom(hub, { downloads })
    expect(readFileSync(file).equals(body)).toBe(true)
    expect(hub.cdnRequests.at(-1)).toBe('/onnx%2Fmodel.onnx bytes=1000-')
  })
})

describe('is refused with a sentence, and nothing of it is kept', () => {
  it.each([
    ['in LFS', 'onnx/model.onnx', 'SHA-256'],
    ['in git', 'preprocessor_config.json', 'git’s SHA-1'],
  ])('a file %s whose digest is not the stated one', async (_, name, digest) => {
    const stated = Buffer.from(content[name] ?? '')
    const other = Buffer.from(stated).fill(7, 3, 9)
    const hub = await serveHub(content, { sent: { [name]: other } })
    const downloads = temporaryDirectory()
    await expect(fetchFrom(hub, { downloads })).rejects.toThrow(
      new RegExp(
        `${name} twice gave a wrong file: ${stated.length} bytes with ${digest} .*Nothing of it is kept`,
      ),
    )
    expect(filesBelow(downloads).filter((file) => file.includes(path.basename(name)))).toEqual([])
  })

  it('a page in the place of a file', async () => {
    const page = '<!doctype html><title>Not here</title>'
    const hub = await serveHub(content, { sent: { 'onnx/model.onnx': page } })
    await expect(fetchFrom(hub)).rejects.toThrow(
      `the server has ${page.length} bytes there, not ${network.length}`,
    )
  })

  it('what is no network at all', async () => {
    const hub = await serveHub({ 'model.onnx': contentOf(1, 3000) })
    await expect(fetchFrom(hub)).rejects.toThrow(
      `model.onnx in ${REPOSITORY} is no ONNX file, or it is damaged`,
    )
  })

  it('weights that the repository has not', async () => {
    const hub = await serveHub({ 'model.onnx': placesWithExternalWeights('model.onnx_data') })
    await expect(fetchFrom(hub)).rejects.toThrow(
      `model.onnx in ${REPOSITORY} has weights in model.onnx_data, which is not in the repository.`,
    )
  })

  it('a redirect to a host that is none of the hub’s', async () => {
    const hub = await serveHub(content, {
      before(request, response) {
        if (!request.url?.endsWith('.onnx')) return false
        response.writeHead(302, { Location: 'https://hub.example/model.onnx' }).end()
        return true
      },
    })
    await expect(fetchFrom(hub)).rejects.toThrow(
      'redirects to https://hub.example/model.onnx, which is not followed',
    )
  })

  it('a file that asks for consent', async () => {
    const hub = await serveHub(content, {
      before(request, response) {
        if (!request.url?.includes('/resolve/')) return false
        response.writeHead(403, { 'X-Error-Code': 'GatedRepo' }).end()
        return true
      },
    })
    await expect(fetchFrom(hub)).rejects.toThrow(
      /config\.json cannot be downloaded: the server answered 403 Forbidden\. .*set HF_TOKEN/,
    )
  })

  it.runIf(canMakeDisks())('what the disk has no space for', async () => {
    const hub = await serveHub({ ...content, 'onnx/model.onnx': contentOf(5, 3_000_000) })
    const disk = smallDisk(2)
    await expect(fetchFrom(hub, { downloads: disk.directory })).rejects.toThrow(
      /model\.onnx cannot be written \(ENOSPC.*has space for it/,
    )
  })
})
