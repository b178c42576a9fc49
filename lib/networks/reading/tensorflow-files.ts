import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { modelJson, weightByteLength, type ModelArtifacts, type WeightSpec } from './artifacts'
import { parseLayers } from './layers-topology'

type ModelJson = z.infer<typeof modelJson>

/**
 * Reads a TensorFlow.js model, layers or graph, from its folder: `model.json` and the files with weights that it
 * names. Weights of a network that is a layer of another are named `outer/inner/weight`, as `parseLayers` names
 * its layers.
 *
 * @throws Error naming the file that is missing, not of the known form or of another size than it should be.
 */
export async function readTensorflowFiles(modelJsonFile: string): Promise<ModelArtifacts> {
  const { format, modelTopology, weightsManifest } = await readModelJson(modelJsonFile)
  const groups: Buffer[] = []
  for (const { paths, weights } of weightsManifest) {
    const group = await readShards(modelJsonFile, paths)
    const byteLength = weights.reduce((sum, spec) => sum + weightByteLength(spec), 0)
    if (group.byteLength !== byteLength) {
      throw new Error(
        `${paths.join(', ') || 'No file'} beside ${modelJsonFile} has ${group.byteLength} bytes, but the weights that ` +
          `are to be in it take ${byteLength}. Copy all files of the model again.`,
      )
    }
    groups.push(group)
  }
  const specs = weightsManifest.flatMap(({ weights }) => weights)
  return {
    format,
    modelTopology,
    weightSpecs: format === 'graph-model' ? specs : withFullNames(modelJsonFile, specs, modelTopology),
    weightData: new Uint8Array(Buffer.concat(groups)).buffer,
  }
}

/**
 * The files that a TensorFlow.js model consists of, below the folder of its `model.json`, which is the first.
 *
 * @throws Error when `model.json` is not of the known form, or names a file outside its folder.
 */
export async function tensorflowFilesOf(modelJsonFile: string): Promise<string[]> {
  const { weightsManifest } = await readModelJson(modelJsonFile)
  const shards = weightsManifest.flatMap(({ paths }) => paths).map((shard) => path.posix.normalize(shard))
  return [path.basename(modelJsonFile), ...new Set(shards)]
}

async function readModelJson(file: string): Promise<ModelJson> {
  let parsed: ModelJson
  try {
    parsed = modelJson.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(`${file} is no model.json of TensorFlow.js: ${why}`, { cause: error })
  }
  for (const shard of parsed.weightsManifest.flatMap(({ paths }) => paths)) {
    const normal = path.posix.normalize(shard)
    if (path.isAbsolute(shard) || normal === '.' || normal.split(/[/\\]/).includes('..')) {
      throw new Error(`${file} names the file ${shard}, which is not in its folder.`)
    }
  }
  // The first converters did not write the format.
  return 'node' in parsed.modelTopology ? { ...parsed, format: 'graph-model' } : parsed
}

async function readShards(modelJsonFile: string, shards: readonly string[]): Promise<Buffer> {
  const parts = []
  for (const shard of shards) {
    const file = path.join(path.dirname(modelJsonFile), shard)
    const part = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'is missing' : `cannot be read (${error.message})`
      throw new Error(`${file}, which ${path.basename(modelJsonFile)} names, ${why}.`, { cause: error })
    })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** TensorFlow.js names a weight by its own layer alone, whatever networks that is in. */
function withFullNames(file: string, specs: readonly WeightSpec[], modelTopology: object): WeightSpec[] {
  const layers = parseLayers(modelTopology).map(({ name }) => name)
  const known = new Set(layers)
  const renamed = specs.map((spec) => {
    const slash = spec.name.lastIndexOf('/')
    const layer = spec.name.slice(0, slash)
    if (slash < 0 || known.has(layer)) return spec
    const [full, ...others] = layers.filter((name) => name.endsWith(`/${layer}`))
    if (others.length > 0) {
      throw new Error(
        `${file} has a weight ${spec.name}, which may belong to ${[full, ...others].join(' or ')}.`,
      )
    }
    return full === undefined ? spec : { ...spec, name: full + spec.name.slice(slash) }
  })
  const names = new Set<string>()
  for (const { name } of renamed) {
    if (names.has(name)) throw new Error(`${file} has two weights ${name}.`)
    names.add(name)
  }
  return renamed
}
