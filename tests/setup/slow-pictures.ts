import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { temporaryDirectory } from './temporary'

export type SlowPictures = {
  /** For the job, or the server that starts it. */
  variables: { NODE_OPTIONS: string }
  /** How long it takes from now on to read a picture. */
  take(milliseconds: number): void
  /** The disk is as fast as it is. */
  mend(): void
}

/**
 * A disk that takes its time over each picture that is to be embedded, so that a run lasts for as long as it is watched
 * on any machine, and costs none of its time.
 */
export function slowPictures(milliseconds: number): SlowPictures {
  const directory = temporaryDirectory()
  const pace = path.join(directory, 'pace')
  const preload = path.join(directory, 'slow-pictures.mjs')
  writeFileSync(
    preload,
    `import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const { readFileSync, promises } = fs
    const { readFile } = promises
    const idle = new Int32Array(new SharedArrayBuffer(4))
    const pace = (file) => {
      if (!String(file).endsWith('.original')) return 0
      try { return Number(readFileSync(${JSON.stringify(pace)}, 'utf8')) } catch { return 0 }
    }
    fs.readFileSync = (file, ...options) => {
      const wait = pace(file)
      if (wait > 0) Atomics.wait(idle, 0, 0, wait)
      return readFileSync(file, ...options)
    }
    promises.readFile = async (file, ...options) => {
      const wait = pace(file)
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
      return readFile(file, ...options)
    }
    syncBuiltinESMExports()`,
  )
  const take = (wait: number) => writeFileSync(pace, String(wait))
  take(milliseconds)
  return {
    variables: { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` },
    take,
    mend: () => rmSync(pace),
  }
}
