import { Command, InvalidArgumentError, runCommand, UserError } from '@/lib/cli/command'
import { hashOfExport } from '@/lib/cli/export-lines'
import { progressOfPieces } from '@/lib/cli/progress'
import { typedPath } from '@/lib/cli/typed-path'
import { crawlJob } from '@/lib/crawling/job'
import { openDatabase } from '@/lib/database/database'
import { type Moved, moveCatalogue } from '@/lib/database/moving/move'
import { databaseFileOf, isDatabaseUrl, shownDatabaseUrl } from '@/lib/facts/database-url'
import { type Env, env } from '@/lib/facts/env'
import { placeOf } from '@/lib/facts/storage-setting'
import { indexJob } from '@/lib/indexing/job'
import { lockJob } from '@/lib/jobs/run-job'
import { capitalise } from '@/lib/text/capitalise'

const JOBS = [indexJob, crawlJob]

const command = new Command('npm run move --')
  .description(
    'Copies this installation’s catalogue, with all that was computed from it, into another database: from SQLite\n' +
      'to PostgreSQL, or back. The one in use stays as it is.',
  )
  .requiredOption(
    '--to <address>',
    'where to: postgresql://user:password@host:5432/database, empty, or file:/path/of.db',
    databaseAddress,
  )
  .action(async ({ to }: { to: string }) => {
    const { databaseUrl, dataDir } = env()
    const database = await openDatabase(env())
    const locks = []
    const progress = progressOfPieces()
    try {
      for (const job of JOBS) {
        locks.push(await lockJob(job, { database, dataDir }))
        // Where workers share the database, one of them would go on with it.
        if (!database.units.isShared) await database.runs.closeDeadRuns(job.name)
        const active = await database.runs.findActiveRunId(job.name)
        if (active !== null) {
          throw new UserError(
            `${capitalise(job.runName)} ${active} is under way, or waits for a worker. Let it end, or cancel it on the dashboard; then start the command again.`,
          )
        }
      }
      const moved = await moveCatalogue({
        from: databaseUrl,
        to,
        jobs: JOBS.map(({ name }) => name),
        hashOf: hashOfExport,
        onProgress: progress.show,
        onNote: (note) => console.log(note),
      }).finally(progress.stop)
      report(moved, to)
      console.log(filesOf(env()))
      console.log(
        'The database that was in use is as it was. What is still written to it is not in the other: delete it once all is well.',
      )
    } finally {
      for (const lock of locks) await lock.release()
      await database.close()
    }
  })

function databaseAddress(text: string): string {
  const file = databaseFileOf(text)
  if (file) return `file:${typedPath(file)}`
  if (file === null && isDatabaseUrl(text) && URL.canParse(text)) return text
  throw new InvalidArgumentError('It must be like postgresql://user@host:5432/database or file:/path/of.db.')
}

function report({ rows, tables, published }: Moved, to: string): void {
  const address = shownDatabaseUrl(to)
  const password = address === to ? '' : ' (with its password)'
  console.log(`${rows} rows of ${tables} tables are in ${address}, the same as here: each was compared.`)
  console.log(
    published
      ? `The published table, of index run ${published.runId}, has the SHA-256 ${published.hash} on both sides, as npm run export writes it.`
      : 'Nothing is published yet, on either side.',
  )
  console.log(
    `Now set in .env, on every machine:\n\n  DATABASE_URL=${address}${password}\n\nand start the site anew. Log in again: sessions were not moved, nor were logs of runs.`,
  )
}

/** What becomes of all that is no row, for a person. */
function filesOf({ dataDir, storage }: Pick<Env, 'dataDir' | 'storage'>): string {
  if (storage.kind === 'files' && storage.folder === dataDir) {
    return `${dataDir} (DATA_DIR) stays in use: thumbnails, encoders and likes.secret are files. Other machines need the same, shared or copied (docs/scaling.md).`
  }
  const shared = storage.kind === 'files' ? 'the same folder' : 'the same STORAGE and AWS_… variables'
  return (
    `Thumbnails and added encoders stay in ${placeOf(storage)} (STORAGE). Other machines need ${shared}; ` +
    `${dataDir} (DATA_DIR) need not be copied to them, but for likes.secret, if it is there (or set LIKES_SECRET).`
  )
}

await runCommand(command)
