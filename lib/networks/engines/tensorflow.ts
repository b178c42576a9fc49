import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import util from 'node:util'
import { z } from 'zod'
import { setUnlessGiven } from '@/lib/facts/env'
import type { EncoderDefinition } from '../network'
import { inLayerOrder, networksOf, readCuts } from './cuts'
import type { Availability, LoadedNetworks } from './engine'

/** An optional package: where its native library cannot be had, npm leaves it out. */
const PACKAGE = '@tensorflow/tfjs-node'
const INSTALL = `npm install --no-save --foreground-scripts ${PACKAGE}`

/**
 * Whether tfjs-node is installed with its native library and works on this Node. It is looked at from outside
 * before it is loaded.
 */
export async function findTensorflow(): Promise<Availability> {
  if (!('isNullOrUndefined' in util)) {
    return missing(
      `${PACKAGE} does not work on Node ${process.versions.node}: it calls util.isNullOrUndefined, which Node 23 took out. Use Node 20 or 22.`,
    )
  }
  let manifest
  try {
    manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)
  } catch {
    return missing(
      `${PACKAGE} is not installed: its installer could not fetch libtensorflow from Google's storage. ${get()}`,
    )
  }
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, 'utf8')))
  const addons = path.join(path.dirname(manifest), 'lib')
  if (
    !existsSync(path.join(addons, `napi-v${process.versions.napi}`)) &&
    !existsSync(path.join(addons, 'napi-v8'))
  ) {
    return missing(`${PACKAGE} ${version} is installed without its native library. ${get()}`)
  }
  try {
    // It would tell on standard error which instructions the processor has.
    setUnlessGiven('TF_CPP_MIN_LOG_LEVEL', '1')
    // A name that the compiler does not follow, since the package may not be there.
    await import(PACKAGE)
    return { available: true, version }
  } catch (error) {
    const [why] = String(error).split('\n')
    return missing(`${PACKAGE} ${version} cannot be loaded (${why}). ${get()}`)
  }
}

function missing(reason: string): Availability {
  return { available: false, reason }
}

function get(): string {
  return `With open internet and Node 20 or 22: ${INSTALL}`
}

/**
 * Loads an encoder's networks into tfjs-node.
 *
 * @throws Error naming the layer that is missing, or that TensorFlow.js does not know.
 */
export async function openTensorflow(encoder: EncoderDefinition): Promise<LoadedNetworks> {
  const tf = await import('@tensorflow/tfjs')
  await import(PACKAGE)
  await tf.setBackend('tensorflow')
  const { loadTensorflowNetworks } = await import('./tensorflow-networks')
  const networks = networksOf(encoder)
  const loaded = await loadTensorflowNetworks(
    await readCuts(networks),
    encoder.picture.size,
    encoder.mirrored,
  )
  return {
    run: async (pixels, batch) => inLayerOrder(encoder, networks, loaded.run(pixels, batch)),
    dispose: async () => loaded.dispose(),
  }
}
