import { Command, Option, runCommand, UserError } from '@/lib/cli/command'
import { csvLines, jsonLines } from '@/lib/cli/export-lines'
import { writeLines } from '@/lib/cli/output'
import { typedPath } from '@/lib/cli/typed-path'
import { type Database, openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { DEFAULT_KIND, type Kind, KINDS } from '@/lib/facts/kinds'

type Flags = { format: 'csv' | 'jsonl'; kind: Kind; excel: boolean; out?: string }

const command = new Command('npm run export --')
  .description('Writes the published similarity table: uid, rank, similar_uid, score.')
  .addOption(
    new Option('--format <format>', 'the form of the lines').choices(['csv', 'jsonl']).default('csv'),
  )
  .addOption(
    new Option('--kind <kind>', 'why models are similar: by their looks, by who likes them, or by tags')
      .choices(KINDS)
      .default(DEFAULT_KIND),
  )
  .option('--excel', 'CSV for a spreadsheet: what it would run as a formula is marked as text', false)
  .option('--out <file>', 'where to write to, instead of standard output', typedPath)
  .action(async ({ format, kind, excel, out }: Flags) => {
    if (excel && format !== 'csv') command.error('error: --excel goes with --format csv alone')
    const database = await openDatabase(env())
    const run = await database.indexRuns.findPublishedRun()
    if (!run) throw new UserError('Nothing is published yet. Run npm run precompute first.')
    if (kind !== DEFAULT_KIND) await assertKind(database, run.id, kind)
    const rows = database.neighbours.readTable(run.id, kind)
    const count = await writeLines(format === 'jsonl' ? jsonLines(rows) : csvLines(rows, excel), out)
    if (count === null) return
    console.error(
      `${count - (format === 'jsonl' ? 0 : 1)} rows of index run ${run.id} written${out ? ` to ${out}` : ''}.`,
    )
  })

async function assertKind({ neighbours, runKinds }: Database, runId: number, kind: Kind): Promise<void> {
  if ((await neighbours.findKinds(runId)).includes(kind)) return
  const made = (await runKinds.readRunKinds(runId)).find((one) => one.kind === kind)
  const why =
    made?.skipped ?? 'It was made before there were any. Run npm run precompute, which makes a new one.'
  throw new UserError(`Index run ${runId} has no similar models by ${kind}. ${why}`)
}

await runCommand(command)
