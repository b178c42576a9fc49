import type { Engine, EngineName } from './engine'
import { openOnnxruntime } from './engine-onnxruntime'

/**
 * Takes the engine that the setting ENGINE names.
 *
 * @throws Error when its native library cannot be loaded, saying why.
 */
export async function chooseEngine(setting: 'auto' | EngineName): Promise<Engine> {
  let version
  try {
    version = (await import('onnxruntime-node')).env.versions.node
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The engine onnxruntime cannot be loaded: ${why}. Install it again with npm ci.`, {
      cause: error,
    })
  }
  const asked =
    setting === 'auto' ? 'it is the fastest engine that loads here' : `ENGINE=${setting} asks for it`
  return {
    name: 'onnxruntime',
    reason: `The engine is onnxruntime ${version ?? ''}: ${asked}.`,
    load: openOnnxruntime,
  }
}
