import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { currentRecipe } from '@/lib/indexing/recipe'
import { codeVersion } from '@/lib/jobs/code-version'
import { folderStorage } from '@/lib/storage/files'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand, startByNpm, startCommand } from '../setup/commands'
import { s3Server } from '../setup/s3-server'
import { addSmallEncoders } from '../setup/small-encoder'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

/** More than there are cores. */
const MANY = availableParallelism() + 1

/** An empty catalogue but for 24 drawings, in a database that is shared, and a command that has a worker over it. */
async function sharedCatalogue() {
  const { database, dataDir, environment } = await temporaryDatabase()
  await addSmallEncoders(dataDir)
  const { folder, labels } = await folderOfDrawings()
  const { entries } = await folderEntries(folder, labels)
  await importCatalogue(database, folderStorage(dataDir), 'folder', entries)
  const settings = { ...environment, WORKERS: '1', ENGINE: 'onnxruntime' }
  const command = startCommand('worker', [], settings)
  onTestFinished(() => void command.kill('SIGTERM'))
  let said = ''
  command.stdout?.on('data', (chunk) => (said += chunk))
  command.stderr?.on('data', (chunk) => (said += chunk))
  const recipeId = currentRecipe('small', dataDir).id
  const asked = { mode: 'missing', recipe: 'small', recipeId, neighbours: 10 } as const
  return {
    database,
    command,
    said: () => said,
    addRun: async (engine: string) => {
      const id = (await database.indexRuns.addWaitingIndexRun({ ...asked, engine })) ?? 0
      await database.units.announce()
      return { id, run: () => database.runs.findRun(id) }
    },
  }
}

describe('npm run worker', () => {
  it('shares the cores among its workers, and ends them all when npm alone is asked to end', async () => {
    const { database, environment } = await temporaryDatabase()
    const settings = { ...environment, WORKERS: String(MANY), ENGINE: 'onnxruntime' }
    const npm = startByNpm('worker', settings)
    onTestFinished(() => void npm.kill('SIGKILL'))
    let said = ''
    for (const output of [npm.stdout, npm.stderr]) output?.on('data', (chunk) => (said += chunk))
    const closed = once(npm, 'close')
    const workers = () => database.units.workers.list()
    await expect.poll(workers).toHaveLength(MANY)
    expect(said).toContain(`${MANY} workers (WORKERS) of 1 thread; Ctrl-C stops.`)
    npm.kill('SIGTERM')
    // Its output is theirs, too: it is closed when they have ended.
    await closed
    expect({ left: await workers(), said }).toEqual({
      left: [],
      said: expect.not.stringContaining('has ended with'),
    })
  })

  it('over SQLite says that there are none, and what to do', async () => {
    const { code, stderr } = await runCommand('worker', [], { DATA_DIR: temporaryDirectory() })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('set DATABASE_URL=postgresql://'),
    })
  })

  it('with a bucket that cannot be reached or written to says so, and ends with 1', async () => {
    const { environment } = await temporaryDatabase()
    const server = await s3Server()
    server.isWritable = false
    const bucket = { ...environment, ...server.variables }
    const ends = await Promise.all([
      runCommand('worker', [], { ...bucket, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
      runCommand('worker', [], bucket),
    ])
    expect(ends).toMatchObject([
      { code: 1, stdout: '', stderr: expect.stringMatching(/^\nSTORAGE=\S+.* cannot be reached/) },
      { code: 1, stdout: '', stderr: expect.stringMatching(/^\nSTORAGE=\S+.* cannot be written to/) },
    ])
  })

  it('computes what waits, has another worker in the place of one that dies, and ends when it is asked to', async () => {
    const { database, command, said, addRun } = await sharedCatalogue()
    const workers = () => database.units.workers.list()
    const here = { version: codeVersion(), engine: 'onnxruntime' }
    await expect.poll(workers).toMatchObject([{ ...here, state: 'waits for work' }])

    const { run } = await addRun('auto')
    await expect.poll(run).toMatchObject({
      status: 'finished',
      error: null,
      version: here.version,
      index: { outcome: 'published', engine: 'onnxruntime', modelCount: 24, embeddedCount: 24 },
    })

    const other = await addRun('wasm')
    const refusal = `refuses index run ${other.id}: it is made with wasm; this is onnxruntime`
    await expect.poll(workers).toMatchObject([{ state: refusal }])
    expect(await other.run()).toMatchObject({ status: 'waiting', active: 1 })
    await database.runs.endRun(other.id, 'cancelled', null)

    const [first] = await workers()
    process.kill(first?.pid ?? 0, 'SIGKILL')
    await expect
      .poll(said)
      .toContain(`Worker ${first?.pid} has ended with SIGKILL. Another one starts in 1 s.`)
    const isAnother = async () => (await workers()).some(({ pid }) => pid !== first?.pid)
    await expect.poll(isAnother).toBe(true)
    command.kill('SIGTERM')
    expect((await once(command, 'exit'))[0]).toBe(0)
    expect((await workers()).map(({ pid }) => pid)).toEqual([first?.pid])
  })
})
