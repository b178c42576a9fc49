import { z } from 'zod'
import { scaledTo, type PixelScaling } from '../network'

/** Keras' `imagenet_utils.preprocess_input` with mode `caffe`: no scaling, BGR, minus ImageNet's means. */
export const caffeScaling: PixelScaling = {
  channels: 'bgr',
  scale: [1, 1, 1],
  offset: [-103.939, -116.779, -123.68],
}

/** The same with mode `torch`: 0 to 1, minus ImageNet's means, by its standard deviations. */
export const torchScaling: PixelScaling = {
  channels: 'rgb',
  scale: [1 / 255 / 0.229, 1 / 255 / 0.224, 1 / 255 / 0.225],
  offset: [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
}

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
