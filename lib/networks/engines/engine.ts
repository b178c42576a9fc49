import type { EngineName } from '@/lib/facts/engine-names'
import type { EncoderDefinition, PooledLayer } from '../network'

/** The networks of an encoder, loaded into an engine. */
export type LoadedNetworks = {
  /**
   * Runs a batch of pixels `[batch, size, size, 3]` and pools each of the encoder's layers, in the encoder's order.
   * A picture's numbers are the same bits whatever stands beside it in the batch.
   */
  run(pixels: Uint8Array, batch: number): Promise<PooledLayer[]>
  dispose(): Promise<void>
}

export type EngineOptions = {
  /** Holds compiled encoders between runs. */
  cacheDir: string
  /** Threads for one network; by default as many as there are cores. */
  threads?: number
}

/** What runs networks. */
export type Engine = {
  name: EngineName
  /** Why this one was taken, as a sentence. */
  reason: string
  load(encoder: EncoderDefinition, options: EngineOptions): Promise<LoadedNetworks>
}

/** Whether an engine can be loaded here: with which version, or why not and how to get it. */
export type Availability = { available: true; version: string } | { available: false; reason: string }
