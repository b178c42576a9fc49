import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine } from '@/lib/catalogue/one-line'
import { LIKES_COLUMNS, readPairs } from '@/lib/catalogue/pairs-file'

async function read(text: string | Buffer) {
  async function* pieces() {
    yield Buffer.from(text)
  }
  const [pairs, refused, warnings]: [string[][], string[], string[]] = [[], [], []]
  for await (const row of readPairs(pieces(), 'likes.csv', LIKES_COLUMNS, (warning) =>
    warnings.push(warning),
  ))
    if (row.kind === 'pair') pairs.push([row.first, row.second])
    else refused.push(row.reason)
  return { pairs, refused, warnings }
}

describe('a file of likes', () => {
  it.each([',', ';', '\t', '|', ':', '~', ' ', '^', '\u001f'])(
    'may have its columns separated by %j, in any order, others among them',
    async (mark) => {
      const rows = [
        ['Model', 'when', 'USER'],
        ['a', '2016', 'ada'],
        [`"b${mark}c"`, '', '" grace "'],
      ]
      const { pairs, refused } = await read(rows.map((row) => row.join(mark)).join('\r\n'))
      expect({ pairs, refused }).toEqual({
        pairs: [
          ['ada', 'a'],
          ['grace', oneLine(`b${mark}c`)],
        ],
        refused: [],
      })
    },
  )

  it('may have columns without names among them, as where the mark is written twice', async () => {
    expect((await read('user::model::when\n1::1193::978300760\n')).pairs).toEqual([['1', '1193']])
  })

  it('may say its mark', async () => {
    expect((await read('sep=:\nuser:model\nada:a\n')).pairs).toEqual([['ada', 'a']])
  })

  it('is read but for the rows that cannot be, which are named with their lines', async () => {
    const { pairs, refused } = await read('user,model\nada,a\n,a\nada,\nada\n"ada,b\ngrace,b\n')
    expect(pairs).toEqual([
      ['ada', 'a'],
      ['grace', 'b'],
    ])
    expect(refused).toEqual([
      'likes.csv line 3: the user is missing.',
      'likes.csv line 4: the model is missing.',
      'likes.csv line 5: 1 values where the header names 2 columns (user, model).',
      'likes.csv line 6: a quote (") is opened and not closed.',
    ])
  })

  it.each([
    [
      '',
      'likes.csv is empty. Its first line must name the columns user and model; each further line is a model that a user likes.',
    ],
    ['user_id,model_id', 'there is no column user and no column model; the columns are user_id, model_id.'],
    ['user,uid\nada,a\n', 'likes.csv line 1: there is no column model; the columns are user, uid.'],
    ['a,b\n', 'there is no column user and no column model; the columns are a, b.'],
    ['user,model,user\n', 'the column “user” is there twice'],
    ['PK\u0003\u0004', 'is a workbook'],
  ])('%j is refused', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message)
  })

  it('gives back whatever is written into it, as it is stored: on one line, and composed', async () => {
    const value = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .map((text) => oneLine(text.replaceAll(/["\p{C}]/gu, '')))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value)), async (given) => {
        const rows = given.filter((row) => row.every((text) => text !== ''))
        const text = ['user,model', ...rows.map((row) => row.map((one) => `"${one}"`).join(','))].join('\n')
        expect((await read(text)).pairs).toEqual(rows)
      }),
    )
  })
})
