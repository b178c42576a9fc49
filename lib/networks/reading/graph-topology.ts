import { z } from 'zod'

const topology = z.object({
  node: z.array(
    z.looseObject({
      name: z.string(),
      op: z.string(),
      input: z.array(z.string()).default([]),
      attr: z.looseObject({}).default({}),
    }),
  ),
})

/** One operation of a graph model, with the nodes that it reads. */
export type GraphNode = z.infer<typeof topology>['node'][number]

/**
 * The nodes of a graph model.
 *
 * @throws ZodError when it is no topology of the known form.
 */
export function parseGraph(modelTopology: object): GraphNode[] {
  return topology.parse(modelTopology).node
}

/**
 * The node of a name, whole or from any of its slashes on (`expanded_conv_13/expand/Relu6`).
 *
 * @throws Error when there is none, or more than one.
 */
export function nodeNamed(nodes: readonly GraphNode[], ending: string): GraphNode {
  const found = nodes.filter(({ name }) => name === ending || name.endsWith(`/${ending}`))
  const [node, ...others] = found
  if (!node) throw new Error(`The network has no layer ${ending}.`)
  if (others.length > 0)
    throw new Error(`The network has ${found.length} layers ${ending}; name one in full.`)
  return node
}
