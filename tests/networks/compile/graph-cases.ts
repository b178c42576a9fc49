import { expectEnginesAgree, inputOf } from './engines-agree'
import { beginning, graphModel, known, type TestConstant, type TestNode } from './graph-fixture'
import * as reference from './reference-network'
import type { Values } from './reference-network'

/** Operations and constants, and what the operation `tested` gives. */
export type GraphCase = {
  nodes: Record<string, TestNode>
  constants?: Record<string, TestConstant>
  expected: Values
}

const size = 7

/** What `start` and `row` are. */
export const started = reference.padded(inputOf(size), [
  [0, 2],
  [1, 0],
])
export const rowed = reference.globalPooling(started, 'max')

/** One operation, which reads `start`. */
export const one = (op: string, attr: Record<string, unknown> = {}): GraphCase['nodes'] => ({
  tested: { op, attr },
})

/** A leaky rectifier with a slope for each channel. */
export const slope = (values: Values, by: ArrayLike<number>) =>
  reference.mapped(values, (value, index) => reference.leaky(by[index] ?? 0)(value))

/** Checks that every engine gives what the case expects. */
export async function expectOperation({ nodes, constants, expected }: GraphCase): Promise<void> {
  const artifacts = graphModel({ ...beginning, ...nodes }, { ...known, ...constants })
  await expectEnginesAgree(artifacts, 'tested', size, expected)
}
