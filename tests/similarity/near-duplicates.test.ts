import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shapeOf } from '@/lib/thumbnails/shape'
import { makePageImage, shapeOfFile } from '@/lib/thumbnails/page-image'
import { coloursAlike } from '@/lib/similarity/colours-alike'
import { groupSameThings } from '@/lib/similarity/group-same-things'
import { edgesAlike, type Link, sameThings } from '@/lib/similarity/near-duplicates'
import { SHAPE_BYTES, unpackShape } from '@/lib/similarity/shape'
import sharp from 'sharp'
import { drawing, plain } from '../setup/images'

const shapeOfPicture = async (bytes: Uint8Array) => unpackShape((await shapeOfFile(bytes)).shape)

it('the same picture has the same shape whether it is made anew, made smaller or in another colour', async () => {
  const file = await drawing('triangle', 'crimson', 200)
  const shape = await shapeOfPicture(file)
  const others = [
    await sharp(file).webp({ quality: 50 }).toBuffer(),
    await sharp(file).resize(100).png().toBuffer(),
    await drawing('triangle', 'teal', 200),
  ]
  for (const other of await Promise.all(others.map(shapeOfPicture))) {
    expect(edgesAlike(shape, other)).toBeGreaterThan(0.98)
    expect(coloursAlike(shape, other)).toBeGreaterThan(0.98)
  }
  expect(edgesAlike(shape, await shapeOfPicture(await drawing('square', 'crimson', 200)))).toBeLessThan(0.8)
  expect(edgesAlike(shape, shape)).toBeCloseTo(1)
})

it('a shape is that of what is not transparent, wherever it stands', async () => {
  const left = await drawing('circle', 'navy', 120)
  const moved = await sharp(left).extend({ left: 80, top: 30, background: '#00000000' }).png().toBuffer()
  expect(edgesAlike(await shapeOfPicture(left), await shapeOfPicture(moved))).toBeGreaterThan(0.98)
})

it('something twice as wide, and a picture of one colour, are like nothing else', async () => {
  const shape = await shapeOfPicture(await drawing('square', 'navy', 120))
  const wide = await sharp(await drawing('square', 'navy', 120))
    .resize(240, 120, { fit: 'fill' })
    .png()
    .toBuffer()
  expect(edgesAlike(shape, await shapeOfPicture(wide))).toBe(0)
  const blank = await shapeOfPicture(
    await plain({ width: 50, height: 50, background: 'red' }).png().toBuffer(),
  )
  expect(edgesAlike(blank, blank)).toBe(0)
})

it('colours that change each in its own way are not one change', async () => {
  const stripes = async (...colours: string[]) => {
    const bands = colours.map(
      (colour, row) => `<rect y="${row * 40}" width="120" height="40" fill="${colour}"/>`,
    )
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120">${bands.join('')}</svg>`
    return shapeOfPicture(await sharp(Buffer.from(svg)).png().toBuffer())
  }
  const flag = await stripes('#d02020', '#f0f0f0', '#2040a0')
  expect(coloursAlike(flag, await stripes('#d02020', '#f0f0f0', '#208040'))).toBeGreaterThan(0.9)
  expect(coloursAlike(flag, await stripes('#208040', '#e0c020', '#e8e8e8'))).toBeLessThan(0.8)
})

it('pixels have one digest, whatever file they are in', async () => {
  const png = await drawing('circle', 'olive', 64)
  const other = await sharp(png).webp({ lossless: true, exact: true }).toBuffer()
  const [one, two] = [await shapeOfFile(png), await shapeOfFile(other)]
  expect(Buffer.from(two.pixels).equals(one.pixels)).toBe(true)
  expect(two.shape).toEqual(one.shape)
  const { shape } = await makePageImage(png)
  expect(shape).toEqual(one)
  const changed = await shapeOfFile(await sharp(png).negate({ alpha: false }).png().toBuffer())
  expect(Buffer.from(changed.pixels).equals(one.pixels)).toBe(false)
})

it('a shape that is cut off is refused, and so are pixels of one channel', async () => {
  expect(() => unpackShape(new Uint8Array(5))).toThrow(`A shape has ${SHAPE_BYTES} bytes; this one has 5.`)
  await expect(shapeOf({ data: new Uint8Array(4), width: 2, height: 2, channels: 1 })).rejects.toThrow(
    'A picture has 3 or 4 channels; this one has 1.',
  )
})

it('what most others with its edges differ from in colours is no shape of its own', async () => {
  const shape = await shapeOfPicture(await drawing('circle', 'crimson', 120))
  const half = async (colour: string) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><circle cx="60" cy="60" r="48" fill="${colour}"/></svg>`
    return shapeOfPicture(await sharp(Buffer.from(svg)).png().toBuffer())
  }
  const alike = { id: 2, score: 0.9, shape: await half('teal') }
  expect(sameThings({ id: 1, shape }, [alike])).toMatchObject({
    isDistinct: true,
    links: [{ one: 1, other: 2, isSame: true }],
  })
  expect(sameThings({ id: 1, shape }, [{ ...alike, score: 0.2 }])).toEqual({ links: [], isDistinct: true })
  expect(sameThings({ id: 1, shape }, [{ ...alike, score: 0.4 }]).links).toMatchObject([{ isSame: false }])
})

const link = fc
  .tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 90, max: 99 }),
    fc.boolean(),
  )
  .filter(([one, other]) => one !== other)
  .map(([a, b, edges, isSame]): Link => ({
    one: Math.min(a, b),
    other: Math.max(a, b),
    edges: edges / 100,
    isSame,
  }))

it('of a group each is linked with each, and the order of links says nothing', () => {
  fc.assert(
    fc.property(
      fc.array(link, { maxLength: 40 }),
      fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 3 }), {
        maxLength: 2,
      }),
      (links, given) => {
        const taken = new Set<number>()
        const copies = given.filter(
          (ids) => ids.every((id) => !taken.has(id)) && ids.forEach((id) => taken.add(id)) === undefined,
        )
        const groups = groupSameThings(copies, links)
        expect(groupSameThings([...copies].reverse(), [...links].reverse())).toEqual(groups)
        const members = groups.flat()
        expect(new Set(members).size).toBe(members.length)
        for (const ids of copies)
          expect(groups.some((group) => ids.every((id) => group.includes(id)))).toBe(true)
        const nodeOf = (id: number) => Math.min(...(copies.find((ids) => ids.includes(id)) ?? [id]))
        const linked = new Set(
          links.map(({ one, other }) => [nodeOf(one), nodeOf(other)].sort((a, b) => a - b).join()),
        )
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(1)
          expect(group).toEqual(group.toSorted((one, other) => one - other))
          const nodes = [...new Set(group.map(nodeOf))].sort((one, other) => one - other)
          for (const [place, node] of nodes.entries())
            for (const other of nodes.slice(place + 1)) expect(linked.has(`${node},${other}`)).toBe(true)
        }
      },
    ),
  )
})

it('no chain leads from one thing to another', () => {
  const chain = [1, 2, 3, 4].map((one) => ({ one, other: one + 1, edges: 0.98, isSame: true }))
  expect(groupSameThings([], chain)).toEqual([
    [1, 2],
    [3, 4],
  ])
  const joined = [{ one: 1, other: 3, edges: 0.95, isSame: false }]
  expect(groupSameThings([], [...chain.slice(0, 2), ...joined])).toEqual([[1, 2, 3]])
  expect(groupSameThings([], joined)).toEqual([])
  expect(groupSameThings([[7, 5]], [{ one: 6, other: 7, edges: 0.97, isSame: true }])).toEqual([[5, 6, 7]])
})
