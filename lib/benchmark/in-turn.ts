import { median } from './row'

const ROUNDS = 3

/** The medians of what two measurements give, taken in turn three times, so that both see the same weather. */
export async function mediansInTurn(
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<[one: number, other: number]> {
  const [own, others]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    own.push(await one())
    others.push(await other())
  }
  return [median(own), median(others)]
}
