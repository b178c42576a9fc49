import type { RawDatabase } from '../setup/raw-database'
import { expect, onTestFinished } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { folderStorage } from '@/lib/storage/files'
import { type Database, openDatabase, type RequestedAction, type StartedBy } from '@/lib/database/database'
import type { DatabasePlace } from '@/lib/database/place'
import type { Recipe } from '@/lib/embedding/recipes'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import type { IndexOptions } from '@/lib/indexing/index-context'
import { indexJob } from '@/lib/indexing/job'
import { currentRecipe } from '@/lib/indexing/recipe'
import { type JobObserver, runJob } from '@/lib/jobs/run-job'
import type { ObjectStorage } from '@/lib/storage/storage'
import { allOf } from '../setup/all-of'
import { folderOfDrawings } from '../setup/catalogue'
import { addSmallEncoders } from '../setup/small-encoder'
import { type TemporaryDatabase, temporaryDatabase, temporaryDirectory } from '../setup/temporary'

export const silent = { onStage() {}, onProgress() {}, onNote() {} }

type Disturbance = { observer?: JobObserver; signal?: AbortSignal; publishAnyway?: boolean }
type RunChanges = Disturbance &
  Partial<Omit<IndexOptions, 'recipe'>> & { recipe?: Recipe; startedBy?: StartedBy }

type CatalogueChanges = {
  /** Instead of the eight that make 24 drawings. */
  colours?: readonly string[]
  /** Done to the folder before it is imported. */
  spoil?: (folder: string) => void
  /** Whether the shape of each is known, as its label. */
  labelled?: boolean
  /** Where, if not in a directory of its own. */
  dataDir?: string
  /** Where thumbnails lie, if not there. */
  storage?: ObjectStorage
  /** The database, if not one of those that the tests run over. */
  opened?: TemporaryDatabase
}

/** What a job started as a process is told, to come to the table of `run`. */
export const AS_RUN = ['--recipe', 'small', '--engine', 'onnxruntime', '--neighbours', '5'] as const

/**
 * 24 drawings, imported, `run`, which precomputes them by settings that a test may change, and `resume`, which goes on
 * with a run; the recipes are those of the small encoders.
 */
export async function catalogueOfDrawings({
  colours,
  spoil,
  labelled = false,
  dataDir,
  storage,
  opened: given,
}: CatalogueChanges = {}) {
  const opened = given ?? (await temporaryDatabase(dataDir))
  const place = { ...opened, storage: storage ?? folderStorage(opened.dataDir) }
  const { folder, labels } = await folderOfDrawings(temporaryDirectory(), colours)
  spoil?.(folder)
  const load = async () => {
    const { entries } = await folderEntries(folder, labelled ? labels : undefined)
    await importCatalogue(place.database, place.storage, 'folder', entries)
  }
  await load()
  await addSmallEncoders(place.dataDir)
  const recipe = currentRecipe('small', place.dataDir)
  const otherRecipe = currentRecipe('other', place.dataDir)
  const run = ({ observer = silent, signal, publishAnyway, startedBy, ...changes }: RunChanges = {}) =>
    runJob(
      indexJob,
      {
        options: {
          // The one that is there everywhere, and the quickest to load.
          engine: 'onnxruntime',
          mode: 'missing',
          neighbours: 5,
          retry: null,
          ...changes,
          recipe: changes.recipe?.name ?? recipe.name,
        },
        startedBy,
        publishAnyway,
      },
      { ...place, observer, signal },
    )
  const resume = (resumedId: number, { observer = silent, signal, publishAnyway }: Disturbance = {}) =>
    runJob(indexJob, { resumedId, publishAnyway }, { ...place, observer, signal })
  return { ...place, folder, recipe, otherRecipe, load, run, resume }
}

/**
 * Makes the database take its time over each embedding, on any machine, so that a job is at it still when a test acts.
 * Returns what ends that.
 */
export async function slowEmbedding(connection: RawDatabase): Promise<() => Promise<void>> {
  await connection.react('slow_embedding', 'BEFORE INSERT ON Embedding', { takesMs: 20 })
  return () => connection.unreact('slow_embedding')
}

/** Makes every run pause before its first batch. */
export function pauseAtOnce(connection: RawDatabase): Promise<void> {
  return connection.react('pause_at_once', 'AFTER INSERT ON Run', {
    does: "UPDATE Run SET requestedAction = 'pause' WHERE id = NEW.id",
  })
}

/**
 * Asks the active run for something, as an admin does, once it is in a stage: the database has it before the job does
 * anything else.
 */
export function askingIn(stage: string, action: RequestedAction, connection: RawDatabase): JobObserver {
  let isAsked = false
  return {
    ...silent,
    onStage({ name }) {
      if (name !== stage || isAsked) return
      isAsked = true
      connection.runAtOnce(`UPDATE Run SET requestedAction = '${action}' WHERE active = 1`)
    },
  }
}

/** What an admin does, through a client of the database that is not the job's. */
export async function adminOf({ databaseUrl, dataDir }: DatabasePlace) {
  const database = await openDatabase({ databaseUrl, dataDir })
  onTestFinished(database.close)
  const { runs } = database
  async function row(id: number) {
    const run = await runs.findRun(id)
    if (!run) throw new Error(`There is no run ${id}.`)
    return run
  }
  const active = async () => row((await runs.findActiveRunId('precompute')) ?? 0)
  return {
    database,
    row,
    active,
    /** Waits until a run is active and paused. */
    paused: () => expect.poll(async () => (await active()).status).toBe('paused'),
    /** Waits for so many signs of life of the active run. */
    async beats(most: number) {
      for (let beat = 0; beat < most; beat++) {
        const { heartbeatAt } = await active()
        await expect.poll(async () => (await active()).heartbeatAt).not.toEqual(heartbeatAt)
      }
    },
    ask: async (action: RequestedAction) => runs.requestAction((await active()).id, action),
  }
}

const undisturbed = new Map<string, Promise<string>>()

/** The table that an undisturbed run makes of drawings in these colours, by the small encoder or another recipe. */
export function undisturbedTable(colours?: readonly string[], recipe?: Recipe): Promise<string> {
  const key = `${colours?.join()} ${recipe?.id}`
  const known = undisturbed.get(key)
  if (known) return known
  const table = catalogueOfDrawings({ colours }).then(async ({ database, run }) => {
    await run(recipe && { recipe })
    return publishedTable(database)
  })
  undisturbed.set(key, table)
  return table
}

/** A line for each published neighbour. */
export async function publishedTable(database: Database): Promise<string> {
  const run = await database.indexRuns.findPublishedRun()
  return run ? tableOf(database, run.id) : 'nothing published'
}

/** A line for each neighbour of a run, score included. */
export async function tableOf({ neighbours }: Database, runId: number): Promise<string> {
  const rows = await allOf(neighbours.readTable(runId, 'visual'))
  return rows.map((row) => Object.values(row).join()).join('\n')
}

export const count = (connection: RawDatabase, table: string) =>
  connection.value<number>(`SELECT count(*) FROM ${table}`)
