import { expect, it } from 'vitest'
import { ProblemError } from '@/lib/http/problem'
import { lookUpPace } from '@/lib/serving/online/look-up-pace'

const done = async () => 'done'

it('lets as many pass at once as there may be in a minute, and then one each time that one is due', async () => {
  let ms = 1_000_000
  const pace = lookUpPace({ perMinute: 3, now: () => ms })
  for (let look = 0; look < 3; look++) expect(await pace.within(done)).toBe('done')
  const refused = await pace.within(done).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ProblemError)
  expect(refused).toMatchObject({
    status: 429,
    message: 'Many pictures are being fetched from elsewhere at the moment. Try again in 20 s.',
    headers: { 'retry-after': '20' },
  })
  ms += 20_000
  expect(await pace.within(done)).toBe('done')
  await expect(pace.within(done)).rejects.toMatchObject({ status: 429 })
  ms += 3_600_000
  for (let look = 0; look < 3; look++) expect(await pace.within(done)).toBe('done')
  await expect(pace.within(done)).rejects.toMatchObject({ status: 429 })
})

it('has no more under way at once than it may, whether they work or fail', async () => {
  const pace = lookUpPace({ atOnce: 1 })
  let fail: (reason: Error) => void = () => {}
  const slow = pace.within(() => new Promise<string>((_, reject) => (fail = reject)))
  await expect(pace.within(done)).rejects.toMatchObject({ status: 429, headers: { 'retry-after': '2' } })
  fail(new Error('away'))
  await expect(slow).rejects.toThrow('away')
  expect(await pace.within(done)).toBe('done')
})
