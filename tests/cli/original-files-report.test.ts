import { expect, it } from 'vitest'
import { couldUseAny } from '@/lib/cli/original-files-report'
import { printable } from '@/lib/cli/printable'

it('fails when there was something to use and nothing could be', () => {
  const nothing = { models: null, likes: null, features: null, refused: [], warnings: [] }
  const images = { stored: 0, unusable: [{ file: 'x', reason: 'y' }], passedOver: [], without: 1 }
  expect(couldUseAny(nothing, null)).toBe(true)
  expect(couldUseAny({ ...nothing, refused: ['line 2'] }, null)).toBe(false)
  expect(couldUseAny(nothing, images)).toBe(false)
  expect(couldUseAny(nothing, { ...images, stored: 1 })).toBe(true)
  const features = { rows: 1, described: 1, unknown: 0, passedOver: 0 }
  expect(couldUseAny({ ...nothing, features }, images)).toBe(true)
})

it('prints a name from outside on one line, whatever it holds', () => {
  expect(printable('a\n\u001b[31mb\ud83d')).toBe(String.raw`a\u000a\u001b[31mb\ud83d`)
  expect(printable('🐉'.repeat(2_000))).toHaveLength(2_003)
})
