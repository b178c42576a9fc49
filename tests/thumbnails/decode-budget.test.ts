import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecodeBudget } from '@/lib/thumbnails/decode-budget'

/** Work that begins when it is let through, and ends when it is told to. */
function steered() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const work = { hasBegun: false, end, run: () => ((work.hasBegun = true), ended) }
  return work
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a budget for decoding', () => {
  it('lets through what fits together, and the rest as room is made, in the order in which it came', async () => {
    const budget = createDecodeBudget(100)
    const works = [40, 40, 40, 10].map((bytes) => {
      const work = steered()
      return { ...work, done: budget.within(bytes, work.run), begun: () => work.hasBegun }
    })
    const begun = () => works.map((work) => work.begun())
    await settled()
    // The last would fit, but not before the one that waits already, which else might wait for ever.
    expect(begun()).toEqual([true, true, false, false])
    works[0]?.end()
    await settled()
    expect(begun()).toEqual([true, true, true, true])
    for (const work of works) work.end()
    await Promise.all(works.map((work) => work.done))
  })

  it('lets what is larger than all of it, or is to be alone, go by itself', async () => {
    const budget = createDecodeBudget(100)
    const [small, huge, lonely, last] = [steered(), steered(), steered(), steered()]
    const done = [
      budget.within(1, small.run),
      budget.within(100_000, huge.run),
      budget.alone(lonely.run),
      budget.within(0, last.run),
    ]
    const works = [small, huge, lonely, last]
    for (const [index, work] of works.entries()) {
      await settled()
      expect(works.map(({ hasBegun }) => hasBegun)).toEqual(works.map((_, at) => at <= index))
      work.end()
    }
    await Promise.all(done)
  })

  it('has its room back whatever becomes of the work, and hands on what comes of it', async () => {
    const budget = createDecodeBudget(10)
    await expect(budget.within(10, () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged')
    await expect(
      budget.within(10, () => {
        throw new Error('at once')
      }),
    ).rejects.toThrow('at once')
    expect(await budget.within(10, async () => 'decoded')).toBe('decoded')
  })

  it('is never exceeded, and does all work', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(sizes, async (works) => {
        const budget = createDecodeBudget(100)
        let underWay = 0
        const done = works.map((bytes) =>
          budget.within(bytes, async () => {
            underWay += Math.min(100, bytes)
            expect(underWay).toBeLessThanOrEqual(100)
            await settled()
            underWay -= Math.min(100, bytes)
          }),
        )
        await Promise.all(done)
        expect(underWay).toBe(0)
      }),
      { numRuns: 30 },
    )
  })
})
