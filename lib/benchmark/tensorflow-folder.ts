import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'

/** Writes a network as TensorFlow.js saves one: a `model.json`, and its weights beside it. */
export function writeTensorflowFolder(folder: string, artifacts: ModelArtifacts): void {
  const { format, modelTopology, weightSpecs, weightData } = artifacts
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'model.json'), JSON.stringify({ format, modelTopology, weightsManifest }))
  writeFileSync(path.join(folder, 'weights.bin'), new Uint8Array(weightData))
}
