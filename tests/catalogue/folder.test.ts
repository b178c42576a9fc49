import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { drawing } from '../setup/images'
import { folderOf, uids } from './folder-fixtures'

describe('a folder as a catalogue source', () => {
  it('takes every image at any depth, by extension or by how it begins', async () => {
    const png = await drawing('circle', 'red')
    const root = await folderOf({
      'one.png': png,
      'deep/er/two.JPG': 'broken, but meant to be an image',
      'three.dat': png,
      'notes.txt': 'no image',
      '.hidden.png': png,
      '.git/four.png': png,
    })
    const { entries } = await folderEntries(root)
    expect(uids(entries).sort()).toEqual(['one', 'three', 'two'])
  })

  it('names a model by its file, and by its path where two files share a name', async () => {
    const png = await drawing('circle', 'red')
    const root = await folderOf({ 'a/ship.png': png, 'b/ship.png': png, 'old_wooden-chair 2.png': png })
    const { entries } = await folderEntries(root)
    expect(uids(entries)).toEqual(['a--ship', 'b--ship', 'old_wooden-chair 2'])
    expect(entries.at(-1)?.name).toBe('old wooden chair 2')
  })

  it('reads what a labels file says, by path below the folder or below the file itself', async () => {
    const png = await drawing('circle', 'red')
    const root = await folderOf({
      'images/a.png': png,
      'images/b.png': png,
      'labels.csv': 'file,name,label\nimages/a.png,Anchor,x\nb.png,Boat,y\nmissing.png,Missing,z\n',
    })
    const { entries, warnings } = await folderEntries(
      path.join(root, 'images'),
      path.join(root, 'labels.csv'),
    )
    expect(entries.map((entry) => [entry.name, entry.labels])).toEqual([
      ['Anchor', { label: 'x' }],
      ['Boat', { label: 'y' }],
    ])
    expect(warnings).toEqual([expect.stringContaining('line 4: there is no image missing.png')])
  })

  it('that is not there, or is a file, is an error that says so', async () => {
    const root = await folderOf({ 'a.png': 'x' })
    await expect(folderEntries(path.join(root, 'nowhere'))).rejects.toThrow(
      `There is no folder ${path.join(root, 'nowhere')}`,
    )
    await expect(folderEntries(path.join(root, 'a.png'))).rejects.toThrow('is not a folder')
    await expect(folderEntries(root, path.join(root, 'none.csv'))).rejects.toThrow(
      'none.csv cannot be read (ENOENT)',
    )
  })
})
