import { z } from 'zod'
import type { Weight } from '../reading/artifacts'
import type { GraphNode } from '../reading/graph-topology'
import type { Feature, GraphBuilder } from './graph-builder'

/** An operation that is to be added to the graph, and what it is added from. */
export type GraphContext = {
  builder: GraphBuilder
  node: GraphNode
  /** The operation's name. */
  name: string
  /** What it reads, without what must only run before it. */
  inputs: readonly string[]
  /** Adds what is read under a name, unless that has been done; throws when it is a constant. */
  feature: (from: string | undefined) => Feature
  /** The constant of a name, seen through operations that pass it on; undefined when it is none. */
  constant: (from: string | undefined) => Weight | undefined
  /** The operation of a name, where there is one. */
  source: (from: string | undefined) => { node: GraphNode; inputs: readonly string[] } | undefined
}

/** Adds an operation of one kind; throws an Error naming it when it has something that cannot be compiled. */
export type AddOperation = (context: GraphContext) => Feature

const whole = z.union([z.number(), z.string().transform(Number)]).pipe(z.number().int())
const decoded = z.string().transform((encoded) => Buffer.from(encoded, 'base64').toString())
const attribute = z.union([
  z.object({ s: decoded }).transform(({ s }) => s),
  z.object({ i: whole }).transform(({ i }) => i),
  z.object({ f: z.number() }).transform(({ f }) => f),
  z.object({ b: z.boolean() }).transform(({ b }) => b),
  z.object({ list: z.object({ s: z.array(decoded) }) }).transform(({ list }) => list.s),
  z.object({ list: z.object({ i: z.array(whole) }) }).transform(({ list }) => list.i),
  // A list that says not of what is empty; all else is a type, a shape or a value, which nothing here asks for.
  z.object({ list: z.object({}) }).transform(() => []),
  z.unknown().transform(() => undefined),
])

/** One number for each of batch, height, width, channels; the outer two must be 1. */
export const spatial = z
  .tuple([z.literal(1), z.number(), z.number(), z.literal(1)])
  .transform(([, height, width]): [number, number] => [height, width])

export const dataFormat = z.literal('NHWC').default('NHWC')

/**
 * An operation's attributes as a schema has them. TensorFlow.js writes texts as base64 and whole numbers as texts.
 *
 * @throws Error naming the operation and the attribute that cannot be compiled.
 */
export function settingsOf<Settings>({ node }: GraphContext, schema: z.ZodType<Settings>): Settings {
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(node.attr).map(([key, value]) => [key, attribute.parse(value)]),
  )
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const key = String(parsed.error.issues[0]?.path[0] ?? '')
  return refuse({ node }, `with ${key} ${JSON.stringify(values[key]) ?? 'missing'}`)
}

/** @throws Error naming the operation, with what it has that cannot be compiled. */
export function refuse({ node }: Pick<GraphContext, 'node'>, what: string): never {
  throw new Error(`Layer ${node.name} is the operation ${node.op} ${what}, which cannot be compiled.`)
}

/**
 * A weight that the operation reads.
 *
 * @throws Error naming the operation when there is none.
 */
export function weightOf(context: GraphContext, from: string | undefined): Weight {
  const found = context.constant(from)
  if (!found) throw new Error(`Layer ${context.name} has no weight ${from ?? '(input missing)'}.`)
  return found
}

/**
 * A tensor that the operation reads, which must have the rank.
 *
 * @throws Error naming the operation when it has not.
 */
export function featureOfRank(
  context: GraphContext,
  from: string | undefined,
  rank: Feature['rank'],
): Feature {
  const feature = context.feature(from)
  if (feature.rank === rank) return feature
  const what =
    feature.rank === 2 ? 'reading one row of numbers a picture' : 'reading [height, width, channels]'
  return refuse(context, what)
}
