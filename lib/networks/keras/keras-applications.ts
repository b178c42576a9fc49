import { z } from 'zod'
import { scaledTo, type PixelScaling } from '../network'
import { caffeScaling, torchScaling } from './channel-means'

/** What the networks of Keras Applications expect, by how their names begin. */
const scalings: readonly (readonly [RegExp, PixelScaling])[] = [
  [/^(mobilenet|inception|xception|nasnet|resnet\d+v2)/i, scaledTo(-1, 1)],
  [/^(vgg|resnet)/i, caffeScaling],
  [/^densenet/i, torchScaling],
]

const named = z.object({ model_config: z.object({ config: z.object({ name: z.string() }) }) })

/** What a network expects of pictures when it is one of Keras Applications by its name, else undefined. */
export function kerasApplicationScaling(modelTopology: object): PixelScaling | undefined {
  const name = named.safeParse(modelTopology).data?.model_config.config.name
  return scalings.find(([beginning]) => name !== undefined && beginning.test(name))?.[1]
}
