import { onTestFinished } from 'vitest'
import { folderEntries } from '@/lib/catalog/folder'
import type { Connection } from '@/lib/db/connection'
import { findPublishedRun } from '@/lib/db/index-runs'
import { iterateNeighbours } from '@/lib/db/neighbours'
import { openPrisma } from '@/lib/db/prisma'
import { type RequestedAction, requestAction } from '@/lib/db/runs'
import type { PrecomputeOptions, ResumeOptions } from '@/lib/indexing/run-context'
import { importCatalogue } from '@/lib/indexing/import-catalogue'
import { precompute, resumePrecompute } from '@/lib/indexing/precompute'
import { currentRecipe } from '@/lib/indexing/recipe'
import { folderOfDrawings } from '../setup/catalogue'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

export const silent = { onStage() {}, onProgress() {}, onNote() {} }

type CatalogueChanges = {
  /** Instead of the eight that make 24 drawings. */
  colours?: readonly string[]
  /** Done to the folder before it is imported. */
  spoil?: (folder: string) => void
  /** Whether the shape of each is known, as its label. */
  labelled?: boolean
  /** Where, if not in a directory of its own. */
  dataDir?: string
}

/**
 * 24 drawings, imported, `run`, which precomputes them by settings that a test may change, and `resume`, which goes on
 * with a run.
 */
export async function catalogueOfDrawings({
  colours,
  spoil,
  labelled = false,
  dataDir,
}: CatalogueChanges = {}) {
  const place = temporaryDatabase(dataDir)
  const { folder, labels } = await folderOfDrawings(temporaryDirectory(), colours)
  spoil?.(folder)
  const load = async () => {
    const { entries } = await folderEntries(folder, labelled ? labels : undefined)
    await importCatalogue(place.connection, place.dataDir, 'folder', entries)
  }
  await load()
  const run = (changes: Partial<PrecomputeOptions> = {}) =>
    precompute({
      ...{
        ...place,
        recipe: currentRecipe('default', ''),
        engine: 'auto',
        mode: 'missing',
        neighbours: 5,
        observer: silent,
      },
      ...changes,
    })
  const resume = (runId: number, changes: Partial<ResumeOptions> = {}) =>
    resumePrecompute({ ...place, runId, observer: silent, ...changes })
  return { ...place, folder, load, run, resume }
}

/** What an admin does, through a client of the database that is not the job's. */
export function adminOf({ databaseFile }: { databaseFile: string }) {
  const prisma = openPrisma(databaseFile)
  onTestFinished(() => prisma.$disconnect())
  const active = () => prisma.run.findFirstOrThrow({ where: { active: 1 } })
  return {
    prisma,
    row: (id: number) => prisma.run.findUniqueOrThrow({ where: { id }, include: { index: true } }),
    active,
    ask: async (action: RequestedAction) => requestAction(prisma, (await active()).id, action),
  }
}

const undisturbed = new Map<readonly string[] | undefined, Promise<string>>()

/** The table that an undisturbed run makes of drawings in these colours. */
export function undisturbedTable(colours?: readonly string[]): Promise<string> {
  const known = undisturbed.get(colours)
  if (known) return known
  const table = catalogueOfDrawings({ colours }).then(async ({ connection, run }) => {
    await run()
    return publishedTable(connection)
  })
  undisturbed.set(colours, table)
  return table
}

/** A line for each published neighbour. */
export function publishedTable(connection: Connection): string {
  const run = findPublishedRun(connection)
  return run ? tableOf(connection, run.id) : 'nothing published'
}

/** A line for each neighbour of a run, score included. */
export const tableOf = (connection: Connection, runId: number) =>
  [...iterateNeighbours(connection, runId, 'visual')].map((row) => Object.values(row).join()).join('\n')

export const count = (connection: Connection, table: string) =>
  connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
