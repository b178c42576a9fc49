import { Command, numberBetween, Option, runCommand, UserError, wholeNumber } from '@/lib/cli/command'
import { checkWritable, writeLines } from '@/lib/cli/output'
import { plural } from '@/lib/cli/plural'
import { progressOfPieces } from '@/lib/cli/progress'
import {
  suggestionCsvLines,
  suggestionJsonLines,
  suggestionRows,
  surestRows,
} from '@/lib/cli/suggestion-lines'
import { typedPath } from '@/lib/cli/typed-path'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'

type Flags = { format: 'csv' | 'jsonl'; excel: boolean; out?: string; least: number; limit?: number }

const MOST_ROWS = 10_000_000

const command = new Command('npm run tags:suggest --')
  .description(
    'Writes the tags that models probably lack, as the published index run has them: uid, tag, score.\n' +
      'The score is the share of what is nearest to the model that has the tag, from 0 to 1. Nothing is changed.',
  )
  .addOption(
    new Option('--format <format>', 'the form of the lines').choices(['csv', 'jsonl']).default('csv'),
  )
  .option('--excel', 'CSV for a spreadsheet: what it would run as a formula is marked as text', false)
  .option('--out <file>', 'where to write to, instead of standard output', typedPath)
  .option('--least <score>', 'leave out what has a lower score', numberBetween(0, 1), 0)
  .option(
    '--limit <number>',
    'how many rows at most, the surest first; without it all, in the order of the catalogue',
    wholeNumber(1, MOST_ROWS),
  )
  .action(async ({ format, excel, out, least, limit }: Flags) => {
    if (excel && format !== 'csv') command.error('error: --excel goes with --format csv alone')
    if (out !== undefined) checkWritable(out)
    const database = await openDatabase(env())
    const run = await database.indexRuns.findPublishedRun()
    if (!run) throw new UserError('Nothing is published yet. Run npm run precompute first.')
    const models = await database.tags.countSuggestedModels(run.id)
    const progress = progressOfPieces()
    const rows = suggestionRows(database.tags.readSuggested(run.id), least, (done) =>
      progress.show('Reading', done, models),
    )
    const wanted = limit === undefined ? rows : await surestRows(rows, limit)
    const lines = format === 'jsonl' ? suggestionJsonLines(wanted) : suggestionCsvLines(wanted, excel)
    const count = await writeLines(lines, out).finally(progress.stop)
    if (count === null) return
    const written = plural(count - (format === 'jsonl' ? 0 : 1), 'suggestion')
    console.error(`${written} of index run ${run.id} written${out ? ` to ${out}` : ''}.`)
    if (models === 0) {
      console.error(
        'The run suggests nothing: its models share too few tags, or it was made by a version that did not suggest any. npm run precompute makes another one if so.',
      )
    }
  })

await runCommand(command)
