import type { EncoderDefinition } from '../network'
import { type Availability, type Engine } from './engine'
import { engineNames, type EngineName } from '@/lib/facts/engine-names'
import { findOnnxruntime, openOnnxruntime } from './onnxruntime'
import { findTensorflow, openTensorflow } from './tensorflow'
import { findWasm, openWasm } from './wasm'

const engines: Record<EngineName, { find: () => Promise<Availability>; load: Engine['load'] }> = {
  tensorflow: { find: findTensorflow, load: openTensorflow },
  onnxruntime: { find: findOnnxruntime, load: openOnnxruntime },
  wasm: { find: findWasm, load: openWasm },
}

/** All engines, in the order in which `auto` takes them, with whether they can be loaded here. */
export async function findEngines(): Promise<{ name: EngineName; availability: Availability }[]> {
  return Promise.all(engineNames.map(async (name) => ({ name, availability: await engines[name].find() })))
}

/** A recipe over an ONNX file runs on onnxruntime alone. */
function canRun(name: EngineName, { layers }: Pick<EncoderDefinition, 'layers'>): boolean {
  return name === 'onnxruntime' || layers.every(({ network }) => network.source.format !== 'onnx')
}

/** The engines that can be loaded here and can run an encoder. */
export async function enginesFor(encoder: Pick<EncoderDefinition, 'layers'>): Promise<EngineName[]> {
  const found = await findEngines()
  return found.flatMap(({ name, availability }) =>
    availability.available && canRun(name, encoder) ? [name] : [],
  )
}

/**
 * Takes the engine that is asked for, or with `auto` the fastest that can be loaded here: onnxruntime, else tfjs-node
 * where its native library is there, else WebAssembly. A recipe over an ONNX file runs on onnxruntime alone.
 *
 * @throws Error when the engine asked for cannot be loaded or cannot run the recipe, or none can, saying why and
 *   what to do.
 */
export async function chooseEngine(
  setting: 'auto' | EngineName,
  encoder: Pick<EncoderDefinition, 'name' | 'layers'>,
): Promise<Engine> {
  const reasons: string[] = []
  for (const name of setting === 'auto' ? engineNames : [setting]) {
    const availability: Availability = canRun(name, encoder)
      ? await engines[name].find()
      : {
          available: false,
          reason: `The encoder of the recipe ${encoder.name} is an ONNX file, which ${name} cannot run.`,
        }
    if (!availability.available) {
      reasons.push(availability.reason)
      continue
    }
    const why =
      setting !== 'auto' ? 'it was asked for' : (reasons[0] ?? 'it is the fastest').replace(/\.$/, '')
    const reason = `The engine is ${name} ${availability.version}: ${why}.`
    return { name, reason, load: engines[name].load }
  }
  throw new Error(
    setting === 'auto'
      ? `No engine can be loaded here:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`
      : `The engine ${setting} cannot be used: ${reasons.join(' ')}`,
  )
}
