import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '@/lib/database/database'
import { encodersFolder } from '@/lib/indexing/recipe'
import { ask } from '../app/admin-fixture'
import { catalogueOfDrawings } from '../indexing/job-fixtures'
import { drawing, plain, pngClaiming } from '../setup/images'
import { openRaw } from '../setup/raw-database'
import { temporaryPlaceOfFile } from '../setup/temporary'

const place = await temporaryPlaceOfFile()
const set = () => Object.entries(place.environment).forEach(([name, value]) => vi.stubEnv(name, value))
set()
beforeAll(set)
const { answerRequest } = await import('@/lib/admin/endpoints')
const { readPicturePage } = await import('@/lib/serving/picture-page')

afterAll(async () => {
  await (await globalThis.recASketchVectors)?.thread.close()
  await (await globalThis.recASketchPictures)?.encoder.close()
})

/** As long as the web's own have to be. */
const BOUNDARY = '-'.repeat(20) + 'between-the-parts'

/** Sends a picture as `curl -F image=@…` does. */
function send(bytes: BodyInit | Uint8Array | Buffer, { query = '', field = 'image', name = 'a.jpg' } = {}) {
  const form = new FormData()
  const file = typeof bytes === 'string' ? bytes : Uint8Array.from(bytes instanceof Uint8Array ? bytes : [])
  form.set(field, new File([file], name))
  return answerRequest(
    new Request(`http://localhost:3000/api/similar${query}`, { method: 'POST', body: form }),
  )
}

const found = z.object({
  picture: z.object({ hash: z.string(), path: z.string(), width: z.number(), height: z.number() }),
  runId: z.number(),
  recipe: z.string(),
  similar: z.array(z.object({ rank: z.number(), score: z.number(), model: z.object({ name: z.string() }) })),
})

const looked = async (bytes: Buffer, query = '') => {
  const answer = await send(bytes, { query })
  expect(answer.status).toBe(200)
  return found.parse(await answer.json())
}

async function refused(answer: Response): Promise<string> {
  const { detail } = z
    .object({ status: z.literal(answer.status), detail: z.string() })
    .parse(await answer.json())
  expect(detail).not.toMatch(/\n|node_modules|\bat \//)
  return `${answer.status} ${detail}`
}

const keptFolder = path.join(place.dataDir, 'pictures')
const kept = () =>
  existsSync(keptFolder)
    ? readdirSync(keptFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.webp'))
    : []

async function indexed() {
  const database = await openDatabase(place)
  const connection = await openRaw(place.databaseUrl)
  try {
    const catalogue = await catalogueOfDrawings({ opened: { ...place, database, connection } })
    return await catalogue.run()
  } finally {
    await connection.close()
    await database.close()
  }
}

describe('a picture that is sent', () => {
  it('finds nothing while nothing is published, and nothing is kept of it', async () => {
    const answer = await send(await drawing('circle', 'red'))
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(await refused(answer)).toMatch(/^503 Nothing is published yet/)
    expect(kept()).toEqual([])
  })

  it('finds the model that it is of, and is kept under its pixels', async () => {
    await indexed()
    const picture = await drawing('triangle', 'orange')
    const { similar, picture: view, recipe } = await looked(picture, '?limit=3')
    expect(recipe).toBe('small')
    expect(similar.map(({ rank }) => rank)).toEqual([1, 2, 3])
    expect(similar[0]?.model.name).toBe('triangle orange')
    expect(view).toMatchObject({ path: `/pictures/${view.hash}`, width: 64, height: 64 })
    expect(kept()).toEqual([expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\d/${view.hash}.webp$`))])
    // The same pixels, told otherwise.
    const same = await sharp(picture)
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .webp({ lossless: true })
      .toBuffer()
    expect((await looked(same)).picture.hash).toBe(view.hash)
  })

  it('finds what passes a filter alone, as near as without it', async () => {
    const connection = await openRaw(place.databaseUrl)
    await connection.run("UPDATE Model SET likeCount = 7 WHERE name LIKE 'square %'")
    await connection.close()
    const picture = await drawing('triangle', 'orange')
    const all = (await looked(picture)).similar
    const squares = all.filter(({ model }) => model.name.startsWith('square '))
    expect(squares.length).toBeGreaterThan(0)
    const liked = (await looked(picture, '?minLikes=7')).similar
    expect(liked.map(({ model }) => model.name)).toEqual(squares.map(({ model }) => model.name))
    liked.forEach(({ score }, place) => expect(score).toBeCloseTo(squares[place]?.score ?? 0, 5))
    expect((await looked(picture, '?limit=1&minLikes=7')).similar).toHaveLength(1)
    expect((await looked(picture, '?category=nowhere')).similar).toEqual([])
    expect(await refused(await send(picture, { query: '?minFaces=9&maxFaces=3' }))).toMatch(
      /^400 minFaces must not be more than maxFaces, which is 3/,
    )
  })

  it('has a page and a picture with an address, which find the same', async () => {
    const { picture, similar } = await looked(await drawing('square', 'teal'))
    const page = await readPicturePage(picture.hash)
    expect(page?.trouble).toBeNull()
    expect(page?.picture).toMatchObject({ ...picture, imageUrl: `${picture.path}/image` })
    expect(page?.similar).toMatchObject(similar)
    const image = await ask('GET', `${picture.path}/image`)
    expect(image.headers.get('content-type')).toBe('image/webp')
    expect(image.headers.get('x-robots-tag')).toBe('noindex')
    expect(image.headers.get('cache-control')).toMatch(/^private/)
    const metadata = await sharp(await image.arrayBuffer()).metadata()
    expect(metadata).toMatchObject({ format: 'webp', width: 64, height: 64 })
  })

  it('is upright, of its first frame, of 8 bits, in RGB, and tells nothing of where it was taken', async () => {
    const wide = plain({ width: 90, height: 30, background: 'red' })
    const turned = await wide
      .withExif({ IFD3: { GPSLatitude: '51/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const { picture } = await looked(turned)
    expect([picture.width, picture.height]).toEqual([30, 90])
    const file = kept().find((name) => name.includes(picture.hash)) ?? ''
    const metadata = await sharp(readFileSync(path.join(keptFolder, file))).metadata()
    expect([metadata.exif, metadata.icc, metadata.xmp]).toEqual([undefined, undefined, undefined])
    const frames = await sharp([await drawing('circle', 'red'), await drawing('square', 'teal')], {
      join: { animated: true },
    })
      .gif()
      .toBuffer()
    expect((await looked(frames)).picture).toMatchObject({ width: 64, height: 64 })
    const cmyk = await plain({ width: 40, height: 40, background: 'red' })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer()
    expect((await looked(cmyk)).picture.width).toBe(40)
    const deep = await plain({ width: 40, height: 40, background: 'red' })
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    expect((await looked(deep)).picture.width).toBe(40)
    const large = await plain({ width: 3000, height: 1500, background: 'red' }).jpeg().toBuffer()
    expect((await looked(large)).picture).toMatchObject({ width: 512, height: 256 })
  })
})

describe('is refused, and nothing is kept of it', () => {
  const nothingKept = async (work: () => Promise<void>) => {
    const before = kept()
    await work()
    expect(kept()).toEqual(before)
  }

  it('what is no image, by what it is', () =>
    nothingKept(async () => {
      const answers = [
        send('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
        send('<!doctype html><title>A page</title>', { name: 'picture.jpg' }),
        send('%PDF-1.7'),
        send(Buffer.alloc(0)),
        send((await drawing('circle', 'red')).subarray(0, 300)),
      ]
      const said = await Promise.all(answers.map(async (answer) => refused(await answer)))
      expect(said).toEqual([
        expect.stringMatching(/^400 The file is .*SVG/),
        expect.stringMatching(/^400 The file is .*HTML/),
        expect.stringMatching(/^400 The file is a PDF document/),
        '400 The file is empty (0 bytes).',
        expect.stringMatching(/^400 The PNG image is damaged or cut off .* try again\.$/),
      ])
    }))

  it('what is too large, in pixels or bytes', () =>
    nothingKept(async () => {
      expect(await refused(await send(pngClaiming(40_000, 40_000)))).toMatch(
        /^413 The image is 40000 x 40000 pixels/,
      )
      expect(await refused(await send(pngClaiming(30_000, 30_000)))).toMatch(
        /^413 The image is 30000 x 30000 pixels/,
      )
      expect(await refused(await send(Buffer.alloc(21 * 2 ** 20)))).toMatch(/^413 The body has more than/)
    }))

  it('what comes in no form, or in another field, or twice', () =>
    nothingKept(async () => {
      const json = await ask('POST', '/api/similar', { body: {} })
      expect(await refused(json)).toMatch(/^415 Send the file in a form, in the field image/)
      expect(await refused(await send('x', { field: 'picture' }))).toBe(
        '400 The form has no file in a field image.',
      )
      const answer = (body: string) =>
        answerRequest(
          new Request('http://localhost:3000/api/similar', {
            method: 'POST',
            body,
            headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
          }),
        )
      expect(await refused(await answer(`--${BOUNDARY}\r\nContent-Disposition: form-da`))).toMatch(
        /^400 The form is damaged/,
      )
      const text = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"\r\n\r\na text\r\n`
      expect(await refused(await answer(`${text}--${BOUNDARY}--\r\n`))).toBe(
        '400 The field image has a text in it, and no file.',
      )
      expect(await refused(await answer(`${text}${text}--${BOUNDARY}--\r\n`))).toBe(
        '400 The form has 2 times image; send one.',
      )
      expect(await refused(await send('x', { query: '?limit=0' }))).toMatch(/^400 limit must be/)
    }))

  it('what another site’s page sends', () =>
    nothingKept(async () => {
      const request = new Request('http://localhost:3000/api/similar', {
        method: 'POST',
        body: new FormData(),
        headers: { origin: 'https://elsewhere.example' },
      })
      expect((await answerRequest(request)).status).toBe(403)
    }))

  it('what comes while too many are looked at, unread', async () => {
    const picture = await drawing('circle', 'red', 400)
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(picture)))
    const busy = answers.filter(({ status }) => status === 429)
    expect(busy.length).toBe(12)
    expect(busy[0]?.headers.get('retry-after')).toBe('5')
    expect(await refused(busy[0] ?? Response.error())).toMatch(/^429 8 pictures are being looked at already/)
    expect((await send(picture)).status).toBe(200)
  })
})

describe('a picture that was kept', () => {
  it('is there for a day, and no longer', async () => {
    const { picture } = await looked(await drawing('circle', 'navy'))
    const file = path.join(keptFolder, kept().find((name) => name.includes(picture.hash)) ?? '')
    const old = new Date(Date.now() - 24 * 60 * 60 * 1000)
    utimesSync(file, old, old)
    expect(await readPicturePage(picture.hash)).toBeNull()
    const image = await ask('GET', `${picture.path}/image`)
    expect(await refused(image)).toBe(
      '404 That picture is not here, or no more: pictures are kept for a day.',
    )
    expect(await readPicturePage('../../rec-a-sketch')).toBeNull()
  })

  it('says so where its encoder is gone, or is another one since', async () => {
    const { picture } = await looked(await drawing('circle', 'olive'))
    vi.mocked(console.error).mockImplementation(() => undefined)
    await (await globalThis.recASketchPictures)?.encoder.close()
    globalThis.recASketchPictures = undefined
    rmSync(path.join(encodersFolder(place.dataDir), 'small'), { recursive: true })
    const answer = await send(await drawing('circle', 'red'))
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(await refused(answer)).toMatch(
      /^503 Nothing can be looked for by a picture now: what the recipe small .* The server’s log says why\.$/,
    )
    expect(vi.mocked(console.error).mock.calls.flat()).toEqual([
      expect.stringMatching(/^Pictures cannot be looked for by the recipe small: /),
    ])
    vi.mocked(console.error).mockClear()
    // What was looked at before is remembered.
    expect((await readPicturePage(picture.hash))?.trouble).toBeNull()
  })
})
