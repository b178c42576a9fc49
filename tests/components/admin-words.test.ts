import { expect, it } from 'vitest'
import { bytesInWords } from '@/components/admin/bytes'
import { optionsInWords } from '@/components/admin/crawls/crawl-words'
import {
  durationOf,
  modeWords,
  outcomeWords,
  percent,
  sharedPictures,
} from '@/components/admin/runs/run-words'

it('bytes are told by thousands, with a decimal where it matters', () => {
  expect([0, 734, 999, 1000, 12_345, 3_400_000, 999_999_999, 5e12, 5e15].map(bytesInWords)).toEqual([
    '0 bytes',
    '734 bytes',
    '999 bytes',
    '1.0 kB',
    '12 kB',
    '3.4 MB',
    '1000 MB',
    '5.0 TB',
    '5000 TB',
  ])
})

it('what a crawl was asked for is told without what goes without saying', () => {
  expect(optionsInWords({ sort: 'likes', models: [], staffPicked: false, minLikes: 0 })).toBe(
    'the most liked models',
  )
  expect(optionsInWords({ sort: 'recent', tag: 'lowpoly', limit: 2000, downloadable: true })).toBe(
    'newest first, tagged lowpoly, downloadable, up to 2,000',
  )
  expect(optionsInWords({ models: ['a'] })).toBe('1 single model')
})

it('what became of a run is told by what readers notice', () => {
  const finished = { status: 'finished', isPublished: false, publishedAt: null, sameAs: null } as const
  expect(outcomeWords({ ...finished, isPublished: true })).toBe('Published')
  expect(outcomeWords({ ...finished, publishedAt: '2026-01-01T00:00:00Z' })).toBe('Published before')
  expect(outcomeWords({ ...finished, sameAs: 4 })).toBe('Same as run 4')
  expect(outcomeWords(finished)).toBe('Nothing new')
  expect(outcomeWords({ ...finished, status: 'needs-review' })).toBe('Needs review')
})

it('what a run is to do names a model that is retried alone', () => {
  expect(modeWords({ mode: 'all', retry: null })).toBe('everything anew')
  expect(modeWords({ mode: 'missing', retry: ['dragon'] })).toBe('retrying dragon')
  expect(modeWords({ mode: 'missing', retry: ['a', 'b'] })).toBe('retrying 2 models')
  expect(modeWords({ mode: 'missing', retry: 'all' })).toBe('retrying what failed')
})

it('a duration is never below nothing, whatever clocks did, and unknown before the end', () => {
  const startedAt = '2026-01-01T00:00:10Z'
  expect(durationOf({ startedAt, finishedAt: '2026-01-01T00:00:12Z' })).toBe(2)
  expect(durationOf({ startedAt, finishedAt: '2026-01-01T00:00:00Z' })).toBe(0)
  expect(durationOf({ startedAt, finishedAt: null })).toBeNull()
})

it('a share that is not known is a dash', () => {
  expect([percent(0.1234), percent(0), percent(null), percent(undefined)]).toEqual([
    '12.3 %',
    '0.0 %',
    '–',
    '–',
  ])
})

it('fewer pictures than models are explained once a run has gone through all of them', () => {
  const counts = { modelCount: 1646, embeddedCount: 1600, reusedCount: 43, failureCount: 2 }
  expect(sharedPictures({ ...counts, status: 'finished' })).toBe(1)
  expect(sharedPictures({ ...counts, status: 'needs-review' })).toBe(1)
  for (const status of ['running', 'interrupted', 'failed', 'cancelled'] as const) {
    expect(sharedPictures({ ...counts, status })).toBe(0)
  }
})
