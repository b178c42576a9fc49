import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { openDatabase } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { folderStorage } from '@/lib/storage/files'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand } from '../setup/commands'
import { type TestPlace, temporaryDirectory, temporaryPlace } from '../setup/temporary'

/** Drawings with labels, or without. */
async function drawings(labelled: boolean): Promise<TestPlace> {
  const place = await temporaryPlace()
  const { folder, labels } = await folderOfDrawings()
  const found = await folderEntries(folder, labelled ? labels : undefined, place.dataDir)
  const database = await openDatabase(place)
  await importCatalogue(database, folderStorage(place.dataDir), 'folder', found.entries)
  await database.close()
  return place
}

it('a report is written with the figures that are printed, replaces what was there, and has all within', async () => {
  const { environment } = await drawings(true)
  expect(await runCommand('precompute', ['--neighbours', '10'], environment)).toMatchObject({ code: 0 })
  const folder = temporaryDirectory()
  const file = path.join(folder, 'report.html')
  writeFileSync(file, 'before')
  chmodSync(file, 0o640)
  const flags = ['--min-relevant', '5', '--only', 'label=circle,square', '--json', '--report', file]
  const { code, stdout } = await runCommand('evaluate', flags, environment)
  expect(code).toBe(0)
  const { recallCappedPrecisionAt10, queries } = JSON.parse(stdout)
  expect(queries).toBe(16)
  const page = readFileSync(file, 'utf8')
  expect(readdirSync(folder)).toEqual(['report.html'])
  expect(page).toContain(recallCappedPrecisionAt10.toFixed(3))
  expect(page).toContain('24 from folder')
  expect(page).toContain('Only label')
  expect(page).toContain(
    `npm run evaluate -- --min-relevant 5 --only label=circle,square --json --report ${file}`,
  )
  expect(page.match(/(?:src|href|url)[=(]"?(?!"?data:)/g)).toBeNull()
  // The same again, but for when it was.
  const timeless = (text: string) => text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, '')
  await runCommand('evaluate', flags, environment)
  expect(timeless(readFileSync(file, 'utf8'))).toBe(timeless(page))

  const compared = ['--compare', 'default,whole-picture', '--min-relevant', '5', '--json', '--report', file]
  const { recipes } = JSON.parse((await runCommand('evaluate', compared, environment)).stdout)
  const sideBySide = readFileSync(file, 'utf8')
  expect(sideBySide).toContain('Against default')
  for (const { recipe, quality, msPerImage } of recipes) {
    expect(sideBySide).toContain(`<th scope="row">${recipe}</th>`)
    expect(sideBySide).toContain(quality.meanAveragePrecision.toFixed(3))
    expect(sideBySide).toContain(msPerImage.toFixed(1))
  }

  const refused = await runCommand('evaluate', ['--report', folder], environment)
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`${folder} cannot be written: it is a folder. Name a file in it.`),
  })
  const nowhere = path.join(folder, 'none', 'report.html')
  expect(await runCommand('evaluate', ['--report', nowhere], environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('its folder does not exist (ENOENT). Make it first.'),
  })
})

it('without labels the report says what is missing, and how it is had; the command fails', async () => {
  const { environment } = await drawings(false)
  const folder = path.join(temporaryDirectory(), 'a folder')
  mkdirSync(folder)
  const file = path.join(folder, 'report.html')
  expect(await runCommand('evaluate', ['--report', file], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/is in .*report\.html[^]*No model has labels\. Load the sample/),
  })
  const page = readFileSync(file, 'utf8')
  expect(page).toContain('No model has labels.')
  expect(page).toContain('--labels labels.csv')
  expect(page).toContain(`--report &#39;${file}&#39;`)
})
