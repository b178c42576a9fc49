import path from 'node:path'
import { typedIn } from '@/lib/facts/env'

/** A path as it was typed on the command line, made absolute: relative ones mean the folder where that was. */
export function typedPath(text: string): string {
  return path.resolve(typedIn(), text)
}

/** The same for an argument that can be given several times. */
export function typedPaths(text: string, before: readonly string[] = []): string[] {
  return [...before, typedPath(text)]
}
