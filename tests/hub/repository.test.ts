import { describe, expect, it } from 'vitest'
import { readRepository } from '@/lib/hub/repository'
import { hostWithoutServer } from '../download/download-server'
import { COMMIT, type HubContent, PATIENCE, REPOSITORY, serveHub } from './hub-server'

const network = 'weights '.repeat(200)
const content: HubContent = { 'config.json': '{}', 'onnx/model.onnx': network }

it('a repository is read at the commit that a revision is, its files with what they are told by', async () => {
  const { url } = await serveHub(content)
  const files = [
    // As `git hash-object` and `sha256sum` have them.
    {
      path: 'config.json',
      size: 2,
      digest: { kind: 'git', hex: '9e26dfeeb6e641a33dae4961196235bdb965b21b' },
    },
    {
      path: 'onnx/model.onnx',
      size: 1600,
      digest: { kind: 'sha256', hex: '9fd9954d5c9be94717fef879a252a4ea2c0373d5fefaf7fc8478e6a34663b59d' },
    },
  ]
  for (const revision of ['main', 'v1', COMMIT]) {
    const hub = { url, token: undefined }
    expect(await readRepository(hub, REPOSITORY, revision, PATIENCE)).toEqual({
      name: REPOSITORY,
      commit: COMMIT,
      files,
    })
  }
})

describe('a repository that cannot be read', () => {
  it.each([
    ['is not there', 'studio/nothing', 'main', /There is no repository studio\/nothing.*answered 404/],
    [
      'has no such revision',
      REPOSITORY,
      'v9',
      /studio\/Tiny-Encoder has no revision v9 \(127\.0\.0\.1:\d+ answered 404\).*--revision NAME/,
    ],
  ])('because it %s', async (_, name, revision, message) => {
    const { url } = await serveHub(content)
    await expect(readRepository({ url, token: undefined }, name, revision, PATIENCE)).rejects.toThrow(message)
  })

  it('is said to need a token, and never with the one that there is', async () => {
    const { url } = await serveHub(content, { token: 'hf_right' })
    const read = (token?: string) => readRepository({ url, token }, REPOSITORY, 'main', PATIENCE)
    await expect(read()).rejects.toThrow(/may not be read .*answered 401.*set HF_TOKEN to a token/)
    await expect(read('hf_wrong')).rejects.toThrow(/^(?!.*hf_wrong).*the token in HF_TOKEN may read it\.$/)
  })

  it.each([
    ['trouble', 500, 'text/plain', 'oh', /the server answered 500, in 3 attempts\. Try again later/],
    ['a page', 200, 'text/html', '<!doctype html>', /did not answer as a hub does .*HF_ENDPOINT/],
    [
      'something else',
      200,
      'application/json',
      '{"siblings": 3}',
      /did not answer as a hub does [^]*HF_ENDPOINT/,
    ],
  ])('because the hub answers with %s', async (_, status, type, body, message) => {
    const { url } = await serveHub(content, {
      before(_request, response) {
        response.writeHead(status, { 'Content-Type': type }).end(body)
        return true
      },
    })
    await expect(readRepository({ url, token: undefined }, REPOSITORY, 'main', PATIENCE)).rejects.toThrow(
      message,
    )
  })

  it('because nobody listens there', async () => {
    const hub = { url: `http://${await hostWithoutServer()}`, token: undefined }
    await expect(readRepository(hub, REPOSITORY, 'main', PATIENCE)).rejects.toThrow(
      /could not be reached .*in 3 attempts.*HF_ENDPOINT/,
    )
  })
})
