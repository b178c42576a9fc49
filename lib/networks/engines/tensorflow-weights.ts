import { weightByteLength, type ModelArtifacts } from '../reading/artifacts'

/**
 * The artifacts with only those weights that are kept, and with some more.
 *
 * @param keeps whether the weights of the layer of a name are kept
 * @param added vectors by the name of the weight that they become
 */
export function withWeights(
  artifacts: ModelArtifacts,
  keeps: (layer: string) => boolean,
  added: Readonly<Record<string, Float32Array>>,
): ModelArtifacts {
  const specs: ModelArtifacts['weightSpecs'] = []
  const parts: Uint8Array[] = []
  let offset = 0
  for (const spec of artifacts.weightSpecs) {
    const byteLength = weightByteLength(spec)
    if (keeps(spec.name.slice(0, spec.name.lastIndexOf('/')))) {
      specs.push(spec)
      parts.push(new Uint8Array(artifacts.weightData, offset, byteLength))
    }
    offset += byteLength
  }
  const more = Object.entries(added)
  if (specs.length === artifacts.weightSpecs.length && more.length === 0) return artifacts
  for (const [name, { buffer, byteOffset, byteLength, length }] of more) {
    specs.push({ name, shape: [length], dtype: 'float32' })
    parts.push(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return { ...artifacts, weightSpecs: specs, weightData: joined(parts) }
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole.buffer
}
