import type { BenchmarkRow } from '@/lib/benchmark/row'
import { speedTable } from '@/lib/benchmark/speed-table'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import { printTable } from '@/lib/cli/table'
import { temporaryFolder } from '@/lib/cli/temporary-folder'
import { ensureBuilt } from './build'

type Flags = {
  images: number
  folderImages: number
  models: number
  searchBoxModels: number
  postgresql?: string
  json: boolean
}

const command = new Command('npm run bench --')
  .description(
    'Measures the speed table on a catalogue made for it, each figure against a bare limit in the same run.',
  )
  .option('--images <number>', 'renders to embed, 16 to 1852', wholeNumber(16, 1852), 1852)
  .option(
    '--folder-images <number>',
    'JPEGs to bring from a folder to published look-alikes',
    wholeNumber(100, 25_000),
    4_000,
  )
  .option('--models <number>', 'models to search, publish and serve', wholeNumber(2000, 1_000_000), 25_000)
  .option('--search-box-models <number>', 'models for the search box', wholeNumber(2000, 1_000_000), 100_000)
  .option('--postgresql <url>', 'an empty database of PostgreSQL, for the rows over that; it will be filled')
  .option('--json', 'print one JSON object', false)
  .action(async ({ json, postgresql: postgresqlUrl, ...flags }: Flags) => {
    // Standard output is for the figures.
    await ensureBuilt(console.error)
    const dataDir = temporaryFolder('bench')
    const rows: BenchmarkRow[] = []
    for await (const row of speedTable({
      dataDir,
      postgresqlUrl,
      ...flags,
      onStep: (what) => console.error(`${what} …`),
    }))
      rows.push(row)
    if (json) console.log(JSON.stringify({ rows }, null, 2))
    else printRows(rows)
  })

function printRows(rows: readonly BenchmarkRow[]): void {
  const figure = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 4 })
  printTable(
    ['what', 'value', 'limit', 'ratio', 'goal', 'met'],
    rows.map(({ name, value, limit, ratio, goal, met }) => [
      name,
      figure(value),
      figure(limit),
      figure(ratio),
      figure(goal),
      met ? 'yes' : 'no',
    ]),
  )
}

await runCommand(command)
