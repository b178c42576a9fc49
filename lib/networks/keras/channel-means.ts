import type { PixelScaling } from '../network'

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
