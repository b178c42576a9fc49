import { Command, Option, runCommand, UserError } from '@/lib/cli/command'
import { csvLines, jsonLines } from '@/lib/cli/export-lines'
import { writeLines } from '@/lib/cli/output'
import { typedPath } from '@/lib/cli/typed-path'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { DEFAULT_KIND } from '@/lib/facts/kinds'

type Flags = { format: 'csv' | 'jsonl'; excel: boolean; out?: string }

const command = new Command('npm run export --')
  .description('Writes the published similarity table: uid, rank, similar_uid, score.')
  .addOption(
    new Option('--format <format>', 'the form of the lines').choices(['csv', 'jsonl']).default('csv'),
  )
  .option('--excel', 'CSV for a spreadsheet: what it would run as a formula is marked as text', false)
  .option('--out <file>', 'where to write to, instead of standard output', typedPath)
  .action(async ({ format, excel, out }: Flags) => {
    if (excel && format !== 'csv') command.error('error: --excel goes with --format csv alone')
    const database = await openDatabase(env())
    const run = await database.indexRuns.findPublishedRun()
    if (!run) throw new UserError('Nothing is published yet. Run npm run precompute first.')
    const rows = database.neighbours.readTable(run.id, DEFAULT_KIND)
    const count = await writeLines(format === 'jsonl' ? jsonLines(rows) : csvLines(rows, excel), out)
    if (count === null) return
    console.error(
      `${count - (format === 'jsonl' ? 0 : 1)} rows of index run ${run.id} written${out ? ` to ${out}` : ''}.`,
    )
  })

await runCommand(command)
