import { Command, Option, runCommand, UserError } from '@/lib/cli/command'
import { csvLine, writeLines } from '@/lib/cli/table-writer'
import type { Connection } from '@/lib/db/connection'
import { findPublishedRun } from '@/lib/db/index-runs'
import { openDatabase } from '@/lib/db/migrations'
import { iterateNeighbours } from '@/lib/db/neighbours'
import { env } from '@/lib/env'

type Format = 'csv' | 'jsonl'

const command = new Command('npm run export --')
  .description('Writes the published similarity table: uid, rank, similar_uid, score.')
  .addOption(
    new Option('--format <format>', 'the form of the lines').choices(['csv', 'jsonl']).default('csv'),
  )
  .option('--out <file>', 'where to write to, instead of standard output')
  .action(({ format, out }: { format: Format; out?: string }) => {
    const connection = openDatabase(env().databaseFile)
    const run = findPublishedRun(connection)
    if (!run) throw new UserError('Nothing is published yet. Run npm run precompute first.')
    const count = writeLines(lines(connection, run.id, format), out)
    console.error(
      `${count - (format === 'csv' ? 1 : 0)} rows of index run ${run.id} written${out ? ` to ${out}` : ''}.`,
    )
  })

function* lines(connection: Connection, runId: number, format: Format): Generator<string> {
  if (format === 'csv') yield 'uid,rank,similar_uid,score'
  for (const { uid, rank, similarUid, score } of iterateNeighbours(connection, runId, 'visual')) {
    yield format === 'csv'
      ? csvLine([uid, rank, similarUid, score.toFixed(6)])
      : JSON.stringify({ uid, rank, similar_uid: similarUid, score: Number(score.toFixed(6)) })
  }
}

await runCommand(command)
