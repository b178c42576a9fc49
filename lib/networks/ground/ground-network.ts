import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { decodeFloat16 } from '@/lib/numerics/float16'
import type { Network } from '../network'
import type { ModelArtifacts } from '../reading/artifacts'
import { groundArtifacts } from './ground-artifacts'
import { groundFacts } from './ground-facts'

const WEIGHTS = new URL('./ground-weights.f16', import.meta.url)

/**
 * The network that tells an object from what is behind it. Loading it throws when the file of its weights, half floats
 * beside this one, is another than the recipes were made for.
 */
export function groundNetwork(): Network {
  return { name: 'ground', ...groundFacts, source: { format: 'tensorflow', load } }
}

async function load(): Promise<ModelArtifacts> {
  const bytes = await readFile(WEIGHTS)
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== groundFacts.digest) {
    throw new Error(
      `${WEIGHTS.pathname} has other weights (SHA-256 ${digest}) than expected (${groundFacts.digest}). ` +
        'Take the file from the repository again: git checkout lib/networks/ground',
    )
  }
  return groundArtifacts(decodeFloat16(new Uint16Array(new Uint8Array(bytes).buffer)))
}
