import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { eachOf } from '@/lib/crawling/each-of'

const items = Array.from({ length: 20 }, (_, place) => place)

it('works on every item, so many at a time', async () => {
  const done: number[] = []
  let underWay = 0
  let most = 0
  await eachOf(
    items,
    3,
    async () => {},
    async (item) => {
      most = Math.max(most, ++underWay)
      await sleep(2)
      underWay--
      done.push(item)
    },
  )
  expect(done.toSorted((one, other) => one - other)).toEqual(items)
  expect(most).toBe(3)
})

it.each(['checkpoint', 'work'])(
  'begins nothing more once the %s throws, and ends what is under way first',
  async (who) => {
    const begun: number[] = []
    const ended: number[] = []
    const fail = () => Promise.reject(new Error(`the ${who} says no`))
    const working = eachOf(
      items,
      3,
      async () => {
        if (who === 'checkpoint' && begun.length === 4) await fail()
      },
      async (item) => {
        begun.push(item)
        if (who === 'work' && item === 3) await fail()
        await sleep(10)
        ended.push(item)
      },
    )
    await expect(working).rejects.toThrow(`the ${who} says no`)
    expect(begun.length).toBeLessThanOrEqual(6)
    expect(ended).toHaveLength(begun.length - (who === 'work' ? 1 : 0))
  },
)
