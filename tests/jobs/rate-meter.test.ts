import { expect, it } from 'vitest'
import { rateMeter } from '@/lib/jobs/rate-meter'

/** A meter on a clock that the test moves. */
function meterAt(done = 0) {
  let seconds = 100
  const meter = rateMeter(done, () => seconds * 1000)
  return {
    rate: meter.rate,
    after(passed: number, done: number) {
      seconds += passed
      meter.add(done)
    },
    wait: (passed: number) => void (seconds += passed),
  }
}

it('says nothing before anything was done', () => {
  const meter = meterAt()
  expect(meter.rate()).toBeNull()
  meter.wait(5)
  expect(meter.rate()).toBeNull()
  meter.after(1, 0)
  expect(meter.rate()).toBeNull()
})

it('of steady work tells the rate, at any time, whatever was done before the meter began', () => {
  const meter = meterAt(1000)
  for (let second = 1; second <= 60; second++) {
    meter.after(1, 1000 + second * 8)
    expect(meter.rate()).toBeCloseTo(8, 9)
  }
})

it('follows a change within ten seconds', () => {
  const meter = meterAt()
  let done = 0
  for (let second = 0; second < 100; second++) meter.after(1, (done += 50))
  for (let second = 0; second <= 10; second++) meter.after(1, (done += 2))
  expect(meter.rate()).toBeCloseTo(2, 9)
})

it('falls while nothing is done', () => {
  const meter = meterAt()
  meter.after(1, 10)
  const rates = [1, 1, 1, 1].map((passed) => {
    meter.wait(passed)
    return meter.rate()
  })
  expect(rates).toEqual([10 / 2, 10 / 3, 10 / 4, 10 / 5])
})

it('keeps no more than ten seconds of memory, however often it is told', () => {
  const meter = meterAt()
  for (let tick = 1; tick <= 100_000; tick++) meter.after(0.001, tick)
  expect(meter.rate()).toBeCloseTo(1000, 6)
})
