import { expect, it } from 'vitest'
import { groupByReason, reasonInGeneral } from '@/lib/admin/failure-groups'

it('puts failures together that differ only in what is particular to the image', () => {
  const hash = 'a1'.repeat(32)
  const failures = [
    { uid: 'a', reason: 'It starts with “no image”. Use JPEG.' },
    { uid: 'b', reason: 'The file is empty (0 bytes).' },
    { uid: 'c', reason: 'It starts with “GIF89 no”. Use JPEG.' },
    { uid: 'd', reason: `It cannot be read (open '/data/thumbnails/a1/${hash}.original').` },
    { uid: 'e', reason: `It cannot be read (open '/srv/data/thumbnails/b2/${hash}.original').` },
    { uid: 'f', reason: 'It starts with “PK”. Use JPEG.' },
  ]
  expect(groupByReason(failures).map((group) => group.failures.map(({ uid }) => uid))).toEqual([
    ['a', 'c', 'f'],
    ['d', 'e'],
    ['b'],
  ])
})

it('leaves out paths, hashes and numbers, and keeps the words', () => {
  expect(reasonInGeneral('The picture is 60000 x 60000 pixels; 8192 are allowed.')).toBe(
    'The picture is n x n pixels; n are allowed.',
  )
  expect(reasonInGeneral(`The stored thumbnail /data/x/${'0f'.repeat(32)}.original has changed`)).toBe(
    'The stored thumbnail … has changed',
  )
})
