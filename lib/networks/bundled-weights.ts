import { scaledTo, type NetworkFacts } from './network'

export const bundledNames = ['mobilenet_v2', 'mobilenet_v2_mid', 'inception_v3'] as const
export type BundledName = (typeof bundledNames)[number]

/** The networks that come with the package `nsfwjs`, begun from ImageNet; the digests are of their weights. */
export const bundledWeights: Readonly<Record<BundledName, NetworkFacts>> = {
  mobilenet_v2: {
    scaling: scaledTo(-1, 1),
    digest: '8e7dddbb16acacc1bf1601b1b8a761e730ff934b7f2d7771312b2f000e5f5f13',
  },
  mobilenet_v2_mid: {
    scaling: scaledTo(0, 1),
    digest: 'fee38f0bcbad1a223b8301c014bbf78984365aef5ab08fc3289ed4229ab67f0e',
  },
  inception_v3: {
    scaling: scaledTo(-1, 1),
    digest: '8a457f3fdec7db18b16e44323454db0eaeb8f314eda0046b2e293e58a5bfabf4',
  },
}
