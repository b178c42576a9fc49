import { afterEach, describe, expect, it, vi } from 'vitest'
import { parseModelAnswer } from '@/lib/catalogue/sketchfab/model-answer'
import { retryAfterMs } from '@/lib/download/pause'
import { parseUtcDate, utcMinute } from '@/lib/text/utc-date'
import { apiModel, uidOf } from '../setup/sketchfab-models'

afterEach(() => void vi.unstubAllEnvs())

describe.each(['Pacific/Kiritimati', 'America/Los_Angeles', 'UTC'])('on a machine in %s', (zone) => {
  it.each([
    ['2016-12-05T12:34:56.123456', '2016-12-05T12:34:56.123Z'],
    ['2016-12-05 12:34:56', '2016-12-05T12:34:56.000Z'],
    ['2016-12-05T12:34', '2016-12-05T12:34:00.000Z'],
    ['2016-12-05', '2016-12-05T00:00:00.000Z'],
    ['December 5, 2016 12:34', '2016-12-05T12:34:00.000Z'],
    ['2016-12-05T12:34:56Z', '2016-12-05T12:34:56.000Z'],
    ['2016-12-05T12:34:56+02:00', '2016-12-05T10:34:56.000Z'],
    ['2016-12-05 12:34:56.5+02', '2016-12-05T10:34:56.500Z'],
    ['2016-12-05T12:34:56 -0800', '2016-12-05T20:34:56.000Z'],
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ])('%s is %s', (text, date) => {
    vi.stubEnv('TZ', zone)
    expect(parseUtcDate(text)?.toISOString()).toBe(date)
  })

  it('a minute is written in UTC', () => {
    vi.stubEnv('TZ', zone)
    expect(utcMinute(new Date('2016-12-05T23:34:56Z'))).toBe('2016-12-05 23:34 UTC')
  })

  it('a date of Sketchfab’s without a zone is in UTC, and so is one of a server that asks to be left alone', () => {
    vi.stubEnv('TZ', zone)
    const answer = { ...apiModel('http://127.0.0.1', 1), publishedAt: '2016-12-05T23:30:00.000000' }
    expect(parseModelAnswer(Buffer.from(JSON.stringify(answer)), uidOf(1)).publishedAt).toBe(
      '2016-12-05T23:30:00.000Z',
    )
    expect(retryAfterMs('Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 7))).toBe(30_000)
  })
})

it.each(['', 'soon', '2016-13-45', '2016-12-05T99:00'])('%j is no date', (text) => {
  expect(parseUtcDate(text)).toBeNull()
})
