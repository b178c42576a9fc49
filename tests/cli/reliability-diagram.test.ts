import { expect, it } from 'vitest'
import { barOf } from '@/lib/cli/reliability-diagram'

it('a bar of a reliability diagram is as long as what is observed, with a mark where it was stated to end', () => {
  expect(barOf({ stated: 0.5, observed: 0.25 })).toBe(`##########..........|...................`)
  expect(barOf({ stated: 0.25, observed: 0.5 })).toBe(`##########|#########....................`)
  expect(barOf({ stated: 0, observed: 0 })).toBe(`|${'.'.repeat(39)}`)
  expect(barOf({ stated: 1, observed: 1 })).toBe(`${'#'.repeat(39)}|`)
})
