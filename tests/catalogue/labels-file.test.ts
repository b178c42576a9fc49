import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLabelsFile } from '@/lib/catalogue/labels-file'
import { oneLine } from '@/lib/catalogue/one-line'

const parse = (text: string | Buffer) => readLabelsFile(Readable.from([Buffer.from(text)]), 'labels.csv')

describe('a labels file', () => {
  it('describes images by path; unknown columns are kept as labels', async () => {
    const { rows, warnings } = await parse(
      'file,name,url,tags,category,author,license,label,kit\n' +
        'a/ship.png,"A ship, small",https://sketchfab.com/3d-models/x,sea; boat|sail,Vehicles,Ada,CC0,ship,harbour\n',
    )
    expect(warnings).toEqual([])
    expect(rows).toEqual([
      {
        line: 2,
        file: 'a/ship.png',
        name: 'A ship, small',
        url: 'https://sketchfab.com/3d-models/x',
        tags: ['sea', 'boat', 'sail'],
        categories: ['Vehicles'],
        author: 'Ada',
        license: 'CC0',
        labels: { label: 'ship', kit: 'harbour' },
      },
    ])
  })

  it('may have a byte-order mark, CRLF and empty lines, and leaves empty cells unsaid', async () => {
    const { rows } = await parse('\ufefffile,author\r\n\r\na.png,\r\n')
    expect(rows).toMatchObject([{ file: 'a.png', author: null, labels: {} }])
  })

  it('takes a model of Sketchfab by any of its addresses or its uid, and leads to its page', async () => {
    const uid = '5dcebcfaedbd4e7b8a27bd1ae55f1ac3'
    const { rows } = await parse(
      `file,url\na.png,${uid}\nb.png,sketchfab.com/models/${uid}/embed?a=1\nc.png,skfb.ly/6Wx\nd.png,https://example.org/d\n`,
    )
    expect(rows.map((row) => row.url)).toEqual([
      `https://sketchfab.com/3d-models/${uid}`,
      `https://sketchfab.com/3d-models/${uid}`,
      'https://skfb.ly/6Wx',
      'https://example.org/d',
    ])
  })

  it('keeps an image and warns when only its url is unusable', async () => {
    const { rows, warnings } = await parse('file,url\na.png,javascript:alert(1)\n')
    expect(rows).toMatchObject([{ file: 'a.png', url: null }])
    expect(warnings).toEqual([expect.stringContaining('line 2: the url “javascript:alert(1)”')])
  })

  it('warns of a line that names no file', async () => {
    const { rows, warnings } = await parse('file,label\n,x\na.png,one\n')
    expect(rows).toMatchObject([{ file: 'a.png', labels: { label: 'one' } }])
    expect(warnings).toEqual([expect.stringContaining('line 2: no file is named')])
  })

  it.each([
    ['', 'is empty'],
    ['name,label\nx,y\n', 'no column `file`'],
    ['file,label,label\n', '“label” is there twice'],
    ['PK\u0003\u0004…', 'is a workbook or an archive, not text'],
    [`file${',x'.repeat(300)}\n`, 'there are 301 columns; the most is 200'],
  ])('that cannot be used (%.20j) is refused with the place', async (text, message) => {
    await expect(parse(text)).rejects.toThrow(message)
  })

  it('gives back whatever was quoted into it', async () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() === text && text !== '')
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(cell, { minLength: 1 }), cell, async (files, label) => {
        const { rows } = await parse(
          `file,label\n${files.map((file) => `${quote(file)},${quote(label)}`).join('\n')}\n`,
        )
        expect(rows.map((row) => row.file)).toEqual(files)
        expect(rows.every((row) => row.labels.label === oneLine(label))).toBe(true)
      }),
    )
  })

  it('is read as spreadsheets write it: semicolons or tabs, UTF-16, empty columns and rows, capitals in the header', async () => {
    const semicolons = 'File;Name;tags;label;;\r\na.png;"Ä;ö";"x;y|z";1;;\r\n;;;;;\r\nb.png;B;"u;v";2;;\r\n'
    const tabs = semicolons.replaceAll(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/g, '\t')
    const expected = [
      { line: 2, file: 'a.png', name: 'Ä;ö', tags: ['x', 'y', 'z'], labels: { label: '1' } },
      { line: 4, file: 'b.png', name: 'B', tags: ['u', 'v'], labels: { label: '2' } },
    ]
    const marked = Buffer.from(`\ufeff${tabs}`, 'utf16le')
    const forms = [
      semicolons,
      tabs,
      semicolons.replaceAll('\r\n', '\r'),
      semicolons.replaceAll('\r\n', '\n'),
      marked,
      Buffer.from(marked).swap16(),
      Buffer.from(tabs, 'utf16le'),
    ]
    for (const form of forms) {
      const { rows, warnings } = await parse(form)
      expect(rows).toMatchObject(expected)
      expect(warnings).toEqual([])
    }
    expect((await parse(`sep=;\r\n${semicolons}`)).rows).toMatchObject([
      { line: 3, name: 'Ä;ö' },
      { line: 5 },
    ])
  })

  it('in Windows-1252 is read as that, and it says from which line on', async () => {
    const { rows, warnings } = await parse(
      Buffer.from('file;name\r\na.png;A\r\nb.png;Caf\xe9 \x80\r\n', 'latin1'),
    )
    expect(rows.map((row) => row.name)).toEqual(['A', 'Café €'])
    expect(warnings).toEqual([expect.stringMatching(/labels\.csv: line 3 is not UTF-8.*Windows-1252/)])
  })

  it('loses no more than the lines that cannot be read, each named', async () => {
    const lines = ['file,name', 'a.png', 'b.png,B,x', '"c.png,C', 'd.png,D', 'e.png,"E"F']
    const { rows, warnings } = await parse(
      [...lines, `${'f'.repeat(70_000)},F`, 'g.png,"G', 'G"', ''].join('\n'),
    )
    expect(rows.map(({ file, name }) => [file, name])).toEqual([
      ['d.png', 'D'],
      ['e.png', '"E"F'],
      ['g.png', 'G G'],
    ])
    expect(warnings).toEqual([
      expect.stringMatching(/^labels\.csv line 2: 1 values where the header names 2 columns/),
      expect.stringMatching(/^labels\.csv line 3: 3 values where/),
      expect.stringMatching(/^labels\.csv line 4: a quote .* not closed/),
      expect.stringMatching(/^labels\.csv line 7: it has more than 65536 bytes/),
    ])
  })

  it('composes every text, so that a word is one word whichever way it was typed', async () => {
    const [composed, apart] = ['Möbel'.normalize('NFC'), 'Möbel'.normalize('NFD')]
    const { rows } = await parse(
      `file,name,tags,category,author,license,art\na.png${`,${composed}`.repeat(6)}\na.png${`,${apart}`.repeat(6)}\n`,
    )
    const [first, second] = rows
    expect(second).toEqual({ ...first, line: 3 })
  })

  it('bounds every text, between two characters, and says so', async () => {
    const long = '👩‍👩‍👧'.repeat(100)
    const address = `https://example.org/${'x'.repeat(3_000)}`
    const tags = `${long}${Array.from({ length: 150 }, (_, place) => `|t${place}`).join('')}`
    const { rows, warnings } = await parse(
      `file,name,author,license,tags,kit,url\na.png,${long},${long},${long},${tags},${long},${address}\n`,
    )
    const [row] = rows
    const texts = [row?.name, row?.author, row?.license, row?.tags[0], row?.labels.kit]
    expect(texts.map((text) => text?.length)).toEqual([296, 296, 296, 96, 296])
    expect(texts.every((text) => long.startsWith(text ?? '-'))).toBe(true)
    expect(row?.tags).toHaveLength(100)
    expect(row?.url).toBeNull()
    expect(warnings).toHaveLength(7)
    expect(warnings).toContain('labels.csv line 2: the kit has 800 characters; it is cut to 300.')
  })
})
