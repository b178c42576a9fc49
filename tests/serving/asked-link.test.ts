import { beforeAll, expect, it } from 'vitest'
import { servedGallery } from './gallery'

const gallery = await servedGallery()

const { readAskedLink } = await import('@/lib/serving/asked-link')

const hex = '5dcebcfaedbd4e7b8a27bd1ae55f1ac3'
const old = 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9'
const absent = '00000000000000000000000000000000'

beforeAll(() =>
  gallery.add(
    { name: 'dragon', uidCandidates: [hex] },
    { name: 'old dragon', uidCandidates: [old] },
    { name: 'pot 12' },
    { name: 'oak chair', uidCandidates: ['IMG_0012'] },
  ),
)

const ask = (query: string, host: string | null = null) => readAskedLink(query, host)

it.each([
  [hex, hex],
  [` ${hex.toUpperCase()} `, hex],
  [old, old],
  [`https://sketchfab.com/3d-models/a-dragon-${hex}?x=1`, hex],
  [`<iframe src="https://sketchfab.com/models/${hex}/embed"></iframe>`, hex],
  ['IMG_0012', 'IMG_0012'],
])('%j leads to the model', async (query, uid) => {
  expect(await ask(query)).toEqual({ kind: 'model', uid })
})

it('so does the address of a page of this site', async () => {
  expect(await ask('http://models.example/models/pot-12', 'models.example')).toEqual({
    kind: 'model',
    uid: 'pot-12',
  })
  expect(await ask('http://models.example/models/pot-12', 'localhost:3000')).toEqual({
    kind: 'elsewhere',
    host: 'models.example',
  })
})

it('says which uid the catalogue does not have, and where it may be', async () => {
  expect(await ask(`https://sketchfab.com/models/${absent}`)).toEqual({
    kind: 'not-here',
    uid: absent,
    url: `https://sketchfab.com/3d-models/${absent}`,
  })
  expect(await ask('https://skfb.ly/6WxyZ')).toEqual({ kind: 'short', url: 'https://skfb.ly/6WxyZ' })
})

it('has no more than words to search for in a name, even where it is a uid, too', async () => {
  expect(await ask('pot-12')).toBeNull()
  expect(await ask('Pot 12')).toBeNull()
  expect(await ask('img_0013')).toBeNull()
  expect(await ask('dragon')).toBeNull()
  expect(await ask('')).toBeNull()
})
