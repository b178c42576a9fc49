import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { temporaryDirectory } from '../setup/temporary'
import { folderOf, png } from './folder-fixtures'

describe('a row of a labels file', () => {
  const [composed, apart] = ['Möwe.png'.normalize('NFC'), 'Möwe.png'.normalize('NFD')]
  let root: string
  async function described(files: string[], rows: string[]) {
    root = await folderOf(Object.fromEntries(files.map((file) => [file, png])))
    const labels = path.join(temporaryDirectory(), 'labels.csv')
    writeFileSync(labels, ['file,name', ...rows].join('\n'))
    const { entries, warnings } = await folderEntries(root, labels)
    return {
      names: Object.fromEntries(entries.map(({ sourceKey, name }) => [path.relative(root, sourceKey), name])),
      warnings: warnings.map((warning) => warning.slice(labels.length + 1)),
    }
  }

  it('in one form of Unicode means the file in the other', async () => {
    const { names: known, warnings } = await described([apart, 'b.png'], [`${composed},Gull`, 'b.png,B'])
    expect(known).toEqual({ [apart]: 'Gull', 'b.png': 'B' })
    expect(warnings).toEqual([])
    expect((await described([composed], [`${apart},Gull`])).names).toEqual({ [composed]: 'Gull' })
    expect((await described([composed, apart], [`${apart},Apart`, `${composed},One`])).names).toEqual({
      [apart]: 'Apart',
      [composed]: 'One',
    })
  })

  it('may have backslashes, unless a file has them in its name', async () => {
    expect(await described(['sub/c.png'], [String.raw`sub\c.png,C`])).toEqual({
      names: { 'sub/c.png': 'C' },
      warnings: [],
    })
    expect((await described(['sub/c.png', String.raw`sub\c.png`], [String.raw`sub\c.png,C`])).names).toEqual({
      'sub/c.png': 'c',
      [String.raw`sub\c.png`]: 'C',
    })
  })

  it('that means the image of a row before is named with both', async () => {
    const { names: known, warnings } = await described(
      ['a.png', apart],
      ['./a.png,First', 'a.png,Second', 'a.png,Third', `${composed},X`, `${apart},Y`],
    )
    expect(known).toEqual({ 'a.png': 'First', [apart]: 'Y' })
    expect(warnings).toEqual([
      'line 3: a.png is the image that line 2 describes as ./a.png; this line is left out.',
      'line 4: a.png is the image that line 2 describes as ./a.png; this line is left out.',
      `line 5: ${composed} is the image that line 6 describes as ${apart} (U+00F6 against U+006F U+0308 at character 2); this line is left out.`,
    ])
  })

  it('with other capitals means the one image that differs in nothing else, and none of several', async () => {
    const { names: known, warnings } = await described(
      ['A.PNG', 'b.png', 'B.png'],
      ['a.png,One', 'B.PNG,Several'],
    )
    expect(known).toEqual({ 'A.PNG': 'One', 'b.png': 'b', 'B.png': 'B' })
    expect(warnings).toEqual([
      'line 2: a.png is taken for A.PNG, which has other capitals.',
      `line 3: there is no image B.PNG below ${root}; several could be meant: B.png, b.png.`,
    ])
  })

  it('that looks like a file but is not, or names one that is left out, says why it is not found', async () => {
    const { warnings } = await described(
      ['a b.png', '.c.png', 'notes.txt'],
      ['a\u00a0b.png,x', '.c.png,y', 'nowhere.png,z'],
    )
    expect(warnings).toEqual([
      expect.stringContaining(
        'looks the same but has other characters (U+00A0 against U+0020 at character 2)',
      ),
      expect.stringContaining('.c.png below'),
      expect.stringMatching(/no image nowhere\.png below [^;(]*$/),
    ])
    expect(warnings[1]).toContain('are left out')
  })
})
