import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Frees what nothing refers to any more. Node by itself looks at its heap alone, where arrays of numbers weigh next to nothing: a hundred
 * megabytes of a stage that is over would lie about while the next one asks for as many.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('globalThis.gc?.()')
}
