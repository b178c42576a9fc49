import type { Network } from '@/lib/networks/network'
import { networkIn } from '@/lib/networks/reading/read-network'
import { readEncoderDescriptions } from './encoder-descriptions'
import type { KnownEncoder } from './recipe-definitions'

/** An encoder that was added to this installation, and its network. */
export type AddedEncoder = KnownEncoder & { network: Network }

/**
 * The encoders that were added below a folder, by name.
 *
 * @throws Error naming the file that is damaged, and what to do.
 */
export function readAddedEncoders(encodersDir: string): AddedEncoder[] {
  return readEncoderDescriptions(encodersDir).map(({ folder, ...encoder }) => ({
    name: encoder.name,
    network: networkIn(folder, encoder),
    recipe: encoder.recipe,
  }))
}
