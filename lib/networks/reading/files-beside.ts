import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { externalFilesOf } from '@/lib/numerics/onnx-model'

/**
 * The files that hold weights of an ONNX file: those too large for one file are in others, which are named relative to its folder.
 *
 * @throws Error when it is no ONNX file, or names one outside of its folder
 */
export async function weightFiles(folder: string, name: string): Promise<string[]> {
  const file = path.join(folder, name)
  const others = await readFile(file)
    .then(externalFilesOf)
    .catch((error) => throwDamaged(file, error))
  const inside = path.resolve(folder) + path.sep
  const outside = others.find((other) => !path.resolve(folder, other).startsWith(inside))
  if (outside !== undefined) throw new Error(`${name} has weights in ${outside}, which is not in its folder.`)
  return others
}

/** @throws Error that says so of an ONNX file, and why. */
export function throwDamaged(file: string, error: unknown): never {
  const why = error instanceof Error ? error.message : String(error)
  throw new Error(`${file} is no ONNX file, or it is damaged (${why}).`, { cause: error })
}

/** The first file of that name in some folders; undefined where there is none. */
export function firstIn(folders: readonly string[], name: string): string | undefined {
  return folders.map((each) => path.join(each, name)).find((each) => existsSync(each))
}

/**
 * What the first file of that name in some folders says; undefined where there is none.
 *
 * @throws Error naming the file that cannot be parsed
 */
export async function readConfiguration<Configuration>(
  folders: readonly string[],
  name: string,
  parse: (json: unknown) => Configuration,
): Promise<Configuration | undefined> {
  const file = firstIn(folders, name)
  if (file === undefined) return undefined
  try {
    return parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(
      `${file} cannot be used (${why}). Mend it, or take it away and say --size and --scaling.`,
      {
        cause: error,
      },
    )
  }
}
