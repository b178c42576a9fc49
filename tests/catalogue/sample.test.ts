import { expect, it } from 'vitest'
import { sampleEntries } from '@/lib/catalogue/sample'

it('the sample catalogue has 1,852 models with distinct readable uids, tags, a category, ground truth and a way out', async () => {
  const entries = await sampleEntries()
  expect(entries).toHaveLength(1852)
  expect(new Set(entries.map((entry) => entry.sourceKey)).size).toBe(1852)
  expect(entries.find((entry) => entry.uidCandidates[0] === 'dragon')).toMatchObject({
    name: 'Dragon',
    url: 'https://sketchfab.com/search?q=dragon&type=models',
    license: 'MIT',
    tags: expect.arrayContaining(['fairytale']),
    categories: ['Animals & nature'],
    labels: { label: 'animal-reptile', group: 'animals-nature', selector: 'no' },
  })
  expect(entries.filter(({ labels }) => labels.selector === 'no')).toHaveLength(1646)
  expect(new Set(entries.slice(0, 9).map((entry) => entry.categories[0])).size).toBe(9)
})

it('the sample has the renders whose files have variation selectors that Unicode’s list has not', async () => {
  const names = (await sampleEntries()).map((entry) => entry.uidCandidates[0])
  expect(names).toEqual(
    expect.arrayContaining(['red-heart', 'airplane', 'racing-car', 'motorcycle', 'shield', 'dagger', 'bed']),
  )
  // None of them takes the uid of another.
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual(['keycap'])
})
