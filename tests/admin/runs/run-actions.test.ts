import { describe, expect, it } from 'vitest'
import { allowedActions, refusal, RUN_ACTIONS, RUN_STATUSES } from '@/lib/admin/runs/run-actions'

const state = (status: (typeof RUN_STATUSES)[number], more = {}) => ({
  status,
  hasTable: true,
  isPublished: false,
  ...more,
})

describe('what can be done with a run', () => {
  it('follows from what it is', () => {
    expect(Object.fromEntries(RUN_STATUSES.map((status) => [status, allowedActions(state(status))]))).toEqual(
      {
        waiting: ['cancel'],
        running: ['pause', 'cancel'],
        paused: ['resume', 'cancel'],
        interrupted: ['resume', 'delete'],
        failed: ['resume', 'delete'],
        cancelled: ['delete'],
        'needs-review': ['publish', 'discard'],
        discarded: ['delete'],
        withdrawn: ['publish', 'delete'],
        finished: ['publish', 'delete'],
      },
    )
  })

  it('is nothing for the run that readers see', () => {
    expect(allowedActions(state('finished', { isPublished: true }))).toEqual([])
  })

  it('is not to publish it when its table is gone', () => {
    expect(allowedActions(state('finished', { hasTable: false }))).toEqual(['delete'])
  })
})

it('a refusal says what the run is, and what can be done instead', () => {
  expect(refusal(7, 'resume', state('finished'))).toBe(
    'Run 7 is finished: one cannot resume it. One can publish or delete it.',
  )
  expect(refusal(7, 'publish', state('finished', { hasTable: false }))).toBe(
    'Run 7 is finished, and has no similarity table: one cannot publish it. One can delete it.',
  )
  expect(refusal(7, 'delete', state('finished', { isPublished: true }))).toBe(
    'Run 7 is the published one: one cannot delete it. Publish another run first to make it an old one.',
  )
  for (const status of RUN_STATUSES) {
    for (const action of RUN_ACTIONS) expect(refusal(1, action, state(status))).toMatch(/^Run 1 .+\.$/)
  }
})
