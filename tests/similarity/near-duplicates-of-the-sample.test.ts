import { readFileSync } from 'node:fs'
import pMap from 'p-map'
import sharp, { type Sharp } from 'sharp'
import { expect, it } from 'vitest'
import { sampleEntries } from '@/lib/catalogue/sample'
import { coloursAlike } from '@/lib/similarity/colours-alike'
import { groupSameThings } from '@/lib/similarity/group-same-things'
import { edgesAlike, sameThings } from '@/lib/similarity/near-duplicates'
import { type Shape, unpackShape } from '@/lib/similarity/shape'
import { shapeOfFile } from '@/lib/thumbnails/page-image'

const PRECISION = 0.95

type Pair = { one: string; other: string; score: number; same: string }

/**
 * All pairs of the sample whose edges are alike, with their scores under the default recipe. Of 200 somebody has looked whether they
 * are the same thing once more: half of them drawn from what was folded then, half from what was not.
 */
const pairs: Pair[] = readFileSync('tests/fixtures/near-duplicates.csv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [one = '', other = '', score = '', same = ''] = line.split(',')
    return { one, other, score: Number(score), same }
  })

const entries = new Map((await sampleEntries()).map((entry) => [entry.sourceKey, entry]))
const pictureOf = async (key: string) => (await entries.get(key)?.readImage()) ?? Buffer.of()
const shapeOf = async (bytes: Uint8Array) => unpackShape((await shapeOfFile(bytes)).shape)

it(`of pairs that somebody has looked at, at least ${PRECISION} of those that are folded are the same thing`, async () => {
  const keys = [...new Set(pairs.flatMap(({ one, other }) => [one, other]))]
  const shapes = new Map(
    await pMap(keys, async (key) => [key, await shapeOf(await pictureOf(key))] as const, { concurrency: 4 }),
  )
  const idOf = new Map(keys.map((key, place) => [key, place + 1]))
  const neighbours = new Map<string, { id: number; score: number; shape: Shape }[]>()
  const shape = (key: string): Shape => {
    const known = shapes.get(key)
    if (!known) throw new Error(`The sample has no ${key}.`)
    return known
  }
  for (const { one, other, score } of pairs) {
    for (const [key, near] of [
      [one, other],
      [other, one],
    ] as const)
      neighbours.set(key, [
        ...(neighbours.get(key) ?? []),
        { id: idOf.get(near) ?? 0, score, shape: shape(near) },
      ])
  }
  const found = keys.map((key) => ({
    id: idOf.get(key) ?? 0,
    ...sameThings({ id: idOf.get(key) ?? 0, shape: shape(key) }, neighbours.get(key) ?? []),
  }))
  const own = new Set(found.filter(({ isDistinct }) => isDistinct).map(({ id }) => id))
  const links = found.flatMap((one) => one.links).filter(({ one, other }) => own.has(one) && own.has(other))
  const groupOf = new Map(
    groupSameThings([], links).flatMap((ids, group) => ids.map((id) => [id, group] as const)),
  )
  const isFolded = ({ one, other }: Pair) => {
    const group = groupOf.get(idOf.get(one) ?? 0)
    return group !== undefined && group === groupOf.get(idOf.get(other) ?? 0)
  }
  const looked = pairs.filter(({ same }) => same !== '')
  expect(looked).toHaveLength(200)
  const folded = looked.filter(isFolded)
  const same = looked.filter((pair) => pair.same === 'yes')
  expect(folded.length).toBeGreaterThan(90)
  expect(folded.filter((pair) => pair.same === 'yes').length / folded.length).toBeGreaterThanOrEqual(
    PRECISION,
  )
  // Cautious: a fold that is wrong hides something, one that is missing only shows it twice.
  expect(same.filter(isFolded).length / same.length).toBeGreaterThan(0.6)
})

it('pairs that were made are told from pairs of different models', async () => {
  const all = [...entries.keys()]
  const drawn = Array.from({ length: 40 }, (_, place) => all[Math.floor((place * all.length) / 40)] ?? '')
  const changes: Record<string, (picture: Sharp) => Sharp> = {
    'quality 50': (picture) => picture.webp({ quality: 50 }),
    'half as large': (picture) => picture.resize(128).png(),
    'another hue': (picture) => picture.modulate({ hue: 90 }).png(),
    'the other hue': (picture) => picture.modulate({ hue: 180 }).png(),
    darker: (picture) => picture.modulate({ brightness: 0.6, saturation: 0.5 }).png(),
  }
  const pictures = await pMap(drawn, pictureOf)
  const shapes = await pMap(pictures, shapeOf, { concurrency: 4 })
  const isSame = (one: Shape, other: Shape) =>
    sameThings({ id: 1, shape: one }, [{ id: 2, score: 1, shape: other }]).links.some((link) => link.isSame)
  const recalls: Record<string, number> = {}
  let made = 0
  for (const [name, change] of Object.entries(changes)) {
    const changed = await pMap(
      pictures,
      async (picture) => shapeOf(await change(sharp(picture)).toBuffer()),
      { concurrency: 4 },
    )
    const kept = changed.filter((shape, place) => isSame(shape, shapes[place] ?? shape)).length
    recalls[name] = kept / changed.length
    made += kept
  }
  let different = 0
  for (const [place, one] of shapes.entries())
    for (const other of shapes.slice(place + 1)) if (isSame(one, other)) different++
  expect(made / (made + different)).toBeGreaterThanOrEqual(PRECISION)
  expect(recalls['quality 50']).toBeGreaterThanOrEqual(0.95)
  expect(recalls['half as large']).toBeGreaterThanOrEqual(0.9)
  expect(recalls['another hue']).toBeGreaterThanOrEqual(0.75)
  expect(recalls['the other hue']).toBeGreaterThanOrEqual(0.55)
  expect(recalls.darker).toBeGreaterThanOrEqual(0.7)
})

it('edges and colours say the same from either side', async () => {
  const [one, other] = await Promise.all(['1f534', '1f535'].map(async (key) => shapeOf(await pictureOf(key))))
  if (!one || !other) throw new Error('The sample has no circles.')
  expect(edgesAlike(one, other)).toBeCloseTo(edgesAlike(other, one), 12)
  expect(coloursAlike(one, other)).toBeCloseTo(coloursAlike(other, one), 12)
})
