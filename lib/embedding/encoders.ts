import { createHash } from 'node:crypto'
import { readPackagedNetwork, type ModelArtifacts, type PackagedNetwork } from './artifacts'

export type EncoderName = 'mobilenet_v2' | 'mobilenet_v2_mid' | 'inception_v3'

type BundledEncoder = {
  /** What the network expects bytes 0 and 255 to become. */
  range: readonly [number, number]
  /** Side of the square picture that it was trained on, in pixels; smaller ones do as well. */
  trainedSize: number
  /** SHA-256 of its weights. Other weights give other vectors, so they must not pass for these. */
  weightsDigest: string
  load: () => Promise<PackagedNetwork>
}

/** The networks that come with the package `nsfwjs`, all begun from ImageNet. Any layer can be cut at. */
export const bundledEncoders: Readonly<Record<EncoderName, BundledEncoder>> = {
  mobilenet_v2: {
    range: [-1, 1],
    trainedSize: 224,
    weightsDigest: '8e7dddbb16acacc1bf1601b1b8a761e730ff934b7f2d7771312b2f000e5f5f13',
    load: async () => (await import('nsfwjs/models/mobilenet_v2')).MobileNetV2Model,
  },
  mobilenet_v2_mid: {
    range: [0, 1],
    trainedSize: 224,
    weightsDigest: 'fee38f0bcbad1a223b8301c014bbf78984365aef5ab08fc3289ed4229ab67f0e',
    load: async () => (await import('nsfwjs/models/mobilenet_v2_mid')).MobileNetV2MidModel,
  },
  inception_v3: {
    range: [-1, 1],
    trainedSize: 299,
    weightsDigest: '8a457f3fdec7db18b16e44323454db0eaeb8f314eda0046b2e293e58a5bfabf4',
    load: async () => (await import('nsfwjs/models/inception_v3')).InceptionV3Model,
  },
}

/**
 * Reads a bundled network into memory.
 *
 * @throws Error when the installed package carries other weights than those that the recipes were made for.
 */
export async function loadArtifacts(name: EncoderName): Promise<ModelArtifacts> {
  const { load, weightsDigest } = bundledEncoders[name]
  const artifacts = await readPackagedNetwork(await load())
  const digest = createHash('sha256').update(new Uint8Array(artifacts.weightData)).digest('hex')
  if (digest !== weightsDigest) {
    throw new Error(
      `The package nsfwjs carries other weights for ${name} (SHA-256 ${digest}) than expected (${weightsDigest}). ` +
        'Install the version in package-lock.json with npm ci.',
    )
  }
  return artifacts
}
