import { createHash } from 'node:crypto'
import { readPackagedNetwork, type ModelArtifacts, type PackagedNetwork } from './reading/artifacts'
import { scaledTo, type Network, type PixelScaling } from './network'

export const bundledNames = ['mobilenet_v2', 'mobilenet_v2_mid', 'inception_v3'] as const
export type BundledName = (typeof bundledNames)[number]

type Bundled = { scaling: PixelScaling; weightsDigest: string; load: () => Promise<PackagedNetwork> }

const bundled: Readonly<Record<BundledName, Bundled>> = {
  mobilenet_v2: {
    scaling: scaledTo(-1, 1),
    weightsDigest: '8e7dddbb16acacc1bf1601b1b8a761e730ff934b7f2d7771312b2f000e5f5f13',
    load: async () => (await import('nsfwjs/models/mobilenet_v2')).MobileNetV2Model,
  },
  mobilenet_v2_mid: {
    scaling: scaledTo(0, 1),
    weightsDigest: 'fee38f0bcbad1a223b8301c014bbf78984365aef5ab08fc3289ed4229ab67f0e',
    load: async () => (await import('nsfwjs/models/mobilenet_v2_mid')).MobileNetV2MidModel,
  },
  inception_v3: {
    scaling: scaledTo(-1, 1),
    weightsDigest: '8a457f3fdec7db18b16e44323454db0eaeb8f314eda0046b2e293e58a5bfabf4',
    load: async () => (await import('nsfwjs/models/inception_v3')).InceptionV3Model,
  },
}

/**
 * A network that comes with the package `nsfwjs`, begun from ImageNet. Any layer can be cut at. Loading it throws
 * when the installed package carries other weights than those that the recipes were made for.
 */
export function bundledNetwork(name: BundledName): Network {
  const { scaling, weightsDigest, load } = bundled[name]
  return {
    name,
    digest: weightsDigest,
    scaling,
    source: {
      format: 'tensorflow',
      load: async () => checked(name, await readPackagedNetwork(await load())),
    },
  }
}

function checked(name: BundledName, artifacts: ModelArtifacts): ModelArtifacts {
  const { weightsDigest } = bundled[name]
  const digest = createHash('sha256').update(new Uint8Array(artifacts.weightData)).digest('hex')
  if (digest !== weightsDigest) {
    throw new Error(
      `The package nsfwjs carries other weights for ${name} (SHA-256 ${digest}) than expected (${weightsDigest}). ` +
        'Install the version in package-lock.json with npm ci.',
    )
  }
  return artifacts
}
