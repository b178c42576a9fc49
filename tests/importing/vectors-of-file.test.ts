import { writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { vectorsOfFile } from '@/lib/importing/likes-of-files'
import { temporaryDirectory } from '../setup/temporary'

function fileOf(text: string): string {
  const file = path.join(temporaryDirectory(), 'vectors.csv')
  writeFileSync(file, text)
  return file
}

it('reads a vector a model; a row with others, or with something that is no number, is left out', async () => {
  const rows = ['model,vector', 'a,1 -2.5 3e-2', 'b,1 2', 'c,1 x 3', 'd,1 1e99 3', 'e,', 'f,0  0 1 ']
  const { vectors, warnings } = await vectorsOfFile(fileOf(rows.join('\n')))
  expect([...vectors].map(([model, vector]) => [model, ...vector])).toEqual([
    ['a', 1, -2.5, Math.fround(0.03)],
    ['f', 0, 0, 1],
  ])
  expect(warnings).toEqual([
    'vectors.csv: b is left out: it has 2 numbers, others have 3.',
    'vectors.csv: c is left out: “x” at place 2 is no number.',
    'vectors.csv: d is left out: “1e99” at place 2 is no number.',
    'vectors.csv line 6: the vector is missing.',
  ])
})

it('says what is wrong with a file without a vector, without the column, and that is not there', async () => {
  await expect(vectorsOfFile(fileOf('model,vector\na,x\n'))).rejects.toThrow(
    /vectors\.csv has no vector that can be used\. vectors\.csv: a is left out: “x” at place 1 is no number\. Each row/,
  )
  await expect(vectorsOfFile(fileOf('model,numbers\na,1\n'))).rejects.toThrow('there is no column vector')
  await expect(vectorsOfFile('nowhere.csv')).rejects.toThrow('nowhere.csv cannot be read')
})

it('reads whatever numbers were written', async () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }).chain((length) =>
        fc.array(fc.array(number, { minLength: length, maxLength: length }), {
          minLength: 1,
          maxLength: 5,
        }),
      ),
      async (written) => {
        const rows = written.map((numbers, model) => `model ${model},${numbers.join(' ')}`)
        const { vectors, warnings } = await vectorsOfFile(fileOf(['model,vector', ...rows].join('\n')))
        expect(warnings).toEqual([])
        expect([...vectors.values()].map((vector) => [...vector].map((value) => value + 0))).toEqual(
          written.map((numbers) => numbers.map((value) => value + 0)),
        )
      },
    ),
    { numRuns: 30 },
  )
})
