import { Command, InvalidArgumentError, runCommand, UserError } from '@/lib/cli/command'
import { hashOfExport } from '@/lib/cli/export-lines'
import { progressOfPieces } from '@/lib/cli/progress'
import { typedPath } from '@/lib/cli/typed-path'
import { crawlJob } from '@/lib/crawling/job'
import { openDatabase } from '@/lib/database/database'
import { type Moved, moveCatalogue } from '@/lib/database/moving/move'
import { databaseFileOf, isDatabaseUrl, shownDatabaseUrl } from '@/lib/facts/database-url'
import { env } from '@/lib/facts/env'
import { indexJob } from '@/lib/indexing/job'
import { lockJob } from '@/lib/jobs/run-job'

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
        await database.runs.closeDeadRuns(job.name)
        const active = await database.runs.findActiveRunId(job.name)
        if (active !== null) {
          throw new UserError(
            `Run ${active} (${job.runName}) is under way or waits. Let it end, or cancel it.`,
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
      report(moved, to, dataDir)
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

function report({ rows, tables, published }: Moved, to: string, dataDir: string): void {
  const address = shownDatabaseUrl(to)
  const password = address === to ? '' : ' (with its password)'
  console.log(`${rows} rows of ${tables} tables are in ${address}, the same as here: each was compared.`)
  console.log(
    published
      ? `The published table, of index run ${published.runId}, has the SHA-256 ${published.hash} on both sides, as npm run export writes it.`
      : 'Nothing is published yet, on either side.',
  )
  console.log(
    `Now set in .env, on every machine:\n\n  DATABASE_URL=${address}${password}\n\nand start the site anew. Log in again: sessions were not moved.\n` +
      `${dataDir} (DATA_DIR) stays in use: thumbnails, encoders and likes.secret are files. Other machines need the same, shared or copied (docs/scaling.md).\n` +
      'The database that was in use is as it was. What is still written to it is not in the other: delete it once all is well.',
  )
}

await runCommand(command)
