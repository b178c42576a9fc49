import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLabelsFile } from '@/lib/catalog/labels-file'

const parse = (text: string) => parseLabelsFile(text, 'labels.csv')

describe('a labels file', () => {
  it('describes images by path; unknown columns are kept as labels', () => {
    const { rows, warnings } = parse(
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

  it('may have a byte-order mark, CRLF and empty lines, and leaves empty cells unsaid', () => {
    const { rows } = parse('\ufefffile,author\r\n\r\na.png,\r\n')
    expect(rows).toMatchObject([{ file: 'a.png', author: null, labels: {} }])
  })

  it('takes a model of Sketchfab by any of its addresses or its uid, and leads to its page', () => {
    const uid = '5dcebcfaedbd4e7b8a27bd1ae55f1ac3'
    const { rows } = parse(
      `file,url\na.png,${uid}\nb.png,sketchfab.com/models/${uid}/embed?a=1\nc.png,skfb.ly/6Wx\nd.png,https://example.org/d\n`,
    )
    expect(rows.map((row) => row.url)).toEqual([
      `https://sketchfab.com/3d-models/${uid}`,
      `https://sketchfab.com/3d-models/${uid}`,
      'https://skfb.ly/6Wx',
      'https://example.org/d',
    ])
  })

  it('keeps an image and warns when only its url is unusable', () => {
    const { rows, warnings } = parse('file,url\na.png,javascript:alert(1)\n')
    expect(rows).toMatchObject([{ file: 'a.png', url: null }])
    expect(warnings).toEqual([expect.stringContaining('line 2: the url “javascript:alert(1)”')])
  })

  it('warns of a line that names no file, and of a second line for the same file', () => {
    const { rows, warnings } = parse('file,label\n,x\na.png,one\na.png,two\n')
    expect(rows).toMatchObject([{ file: 'a.png', labels: { label: 'one' } }])
    expect(warnings).toEqual([
      expect.stringContaining('line 2'),
      expect.stringContaining('line 4: a.png was described on line 3'),
    ])
  })

  it.each([
    ['', 'is empty'],
    ['name,label\nx,y\n', 'no column `file`'],
    ['file,label,label\n', '“label” is there twice'],
    ['file,label\na.png\n', 'line 2: 1 values where the header names 2'],
    ['file,label\n"a.png,x\n', 'is not a CSV file that can be read'],
  ])('that is malformed (%j) is refused with the place', (text, message) => {
    expect(() => parse(text)).toThrow(message)
  })

  it('gives back whatever was quoted into it', () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() === text && text !== '')
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.uniqueArray(cell, { minLength: 1 }), cell, (files, label) => {
        const { rows } = parse(
          `file,label\n${files.map((file) => `${quote(file)},${quote(label)}`).join('\n')}\n`,
        )
        expect(rows.map((row) => row.file)).toEqual(files)
        expect(rows.every((row) => row.labels.label === label)).toBe(true)
      }),
    )
  })
})
