import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from '@/lib/benchmark/served-site'
import { sampleEntries } from '@/lib/catalogue/sample'
import { folderStorage } from '@/lib/storage/files'
import { openDatabase } from '@/lib/database/database'
import { likesSecret } from '@/lib/importing/anonymise'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { likesOfSample } from '../fixtures/likes-of-sample'
import { runCommand } from './commands'
import { npmStart } from './npm-start'
import { openSqliteFile } from './sqlite-file'
import { placeIn } from './temporary'

declare module 'vitest' {
  interface ProvidedContext {
    /** The site that all end-to-end tests visit: what `npm start` makes of an empty data directory. */
    origin: string
    dataDir: string
    /** 160 models of the sample, the dragon among them, with a run published. */
    smallDataDir: string
    /** The same with likes: see tests/fixtures/likes-of-sample.ts. */
    likedDataDir: string
    /** What `npm start` printed. */
    startOutput: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-site-'))
  const dataDir = path.join(parent, 'whole')
  const smallDataDir = path.join(parent, 'small')
  const likedDataDir = path.join(parent, 'liked')
  const [site] = await Promise.all([
    npmStart(dataDir, await freePort()),
    makeSmallCatalogue(smallDataDir).then(() => addLikes(smallDataDir, likedDataDir)),
  ])
  project.provide('origin', site.origin)
  project.provide('dataDir', dataDir)
  project.provide('smallDataDir', smallDataDir)
  project.provide('likedDataDir', likedDataDir)
  project.provide('startOutput', site.output())
  return async () => {
    await site.stop()
    rmSync(parent, { recursive: true, force: true })
  }
}

async function makeSmallCatalogue(dataDir: string): Promise<void> {
  const entries = await sampleEntries()
  const isDragon = ({ name }: { name: string }) => name === 'Dragon'
  const chosen = [...entries.filter((entry) => !isDragon(entry)).slice(0, 159), ...entries.filter(isDragon)]
  const database = await openDatabase(placeIn(dataDir))
  await importCatalogue(database, folderStorage(dataDir), 'sample', chosen)
  await database.close()
  await precompute(dataDir)
}

async function addLikes(from: string, dataDir: string): Promise<void> {
  cpSync(from, dataDir, { recursive: true })
  const database = await openDatabase(placeIn(dataDir))
  await database.likes.writeLikes(await likesOfSample())
  likesSecret(dataDir)
  await database.close()
  const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
  connection.exec('UPDATE Model SET likeCount = (SELECT count(*) FROM "Like" WHERE modelId = Model.id)')
  connection.close()
  await precompute(dataDir)
}

async function precompute(dataDir: string): Promise<void> {
  const { code, stderr } = await runCommand('precompute', [], { DATA_DIR: dataDir })
  if (code !== 0) throw new Error(`The catalogue in ${dataDir} could not be indexed:\n${stderr}`)
}
