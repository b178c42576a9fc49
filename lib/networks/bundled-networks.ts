import { createHash } from 'node:crypto'
import { bundledWeights, type BundledName } from './bundled-weights'
import { readPackagedNetwork, type ModelArtifacts, type PackagedNetwork } from './reading/artifacts'
import type { Network } from './network'

const packaged: Readonly<Record<BundledName, () => Promise<PackagedNetwork>>> = {
  mobilenet_v2: async () => (await import('nsfwjs/models/mobilenet_v2')).MobileNetV2Model,
  mobilenet_v2_mid: async () => (await import('nsfwjs/models/mobilenet_v2_mid')).MobileNetV2MidModel,
  inception_v3: async () => (await import('nsfwjs/models/inception_v3')).InceptionV3Model,
}

/**
 * A network that comes with the package `nsfwjs`. Any layer can be cut at. Loading it throws when the installed package
 * carries other weights than those that the recipes were made for.
 */
export function bundledNetwork(name: BundledName): Network {
  const load = async () => checked(name, await readPackagedNetwork(await packaged[name]()))
  return { name, ...bundledWeights[name], source: { format: 'tensorflow', load } }
}

function checked(name: BundledName, artifacts: ModelArtifacts): ModelArtifacts {
  const expected = bundledWeights[name].digest
  const digest = createHash('sha256').update(new Uint8Array(artifacts.weightData)).digest('hex')
  if (digest !== expected) {
    throw new Error(
      `The package nsfwjs carries other weights for ${name} (SHA-256 ${digest}) than expected (${expected}). ` +
        'Install the version in package-lock.json with npm ci.',
    )
  }
  return artifacts
}
