import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from '@/lib/benchmark/served-site'
import { npmStart } from './npm-start'

declare module 'vitest' {
  interface ProvidedContext {
    /** The site that all end-to-end tests visit: what `npm start` makes of an empty data directory. */
    origin: string
    dataDir: string
    /** What `npm start` printed. */
    startOutput: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-site-'))
  const site = await npmStart(dataDir, await freePort())
  project.provide('origin', site.origin)
  project.provide('dataDir', dataDir)
  project.provide('startOutput', site.output())
  return async () => {
    await site.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
