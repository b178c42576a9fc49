import { execFileSync } from 'node:child_process'
import { chmodSync, symlinkSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { folderOf, png, uids } from './folder-fixtures'

const names = async (root: string, ...siteFolders: string[]) =>
  uids((await folderEntries(root, undefined, ...siteFolders)).entries).sort()

describe('links in a folder', () => {
  it('are followed, to files and to folders, into hidden ones as well', async () => {
    const elsewhere = await folderOf({ 'one.png': png, 'deep/two.png': png, '.store/3f7a': png })
    const root = await folderOf({ 'labels.csv': 'file,name\nlink.png,Linked\nfolder/deep/two.png,Two\n' })
    symlinkSync(path.join(elsewhere, 'one.png'), path.join(root, 'link.png'))
    symlinkSync(path.join(elsewhere, 'deep'), path.join(root, 'deep'))
    symlinkSync(path.join(elsewhere, '.store/3f7a'), path.join(root, 'annexed.png'))
    const { entries, warnings } = await folderEntries(root, path.join(root, 'labels.csv'))
    expect(uids(entries)).toEqual(['annexed', 'two', 'link'])
    expect(entries.at(-1)).toMatchObject({ name: 'Linked', sourceKey: path.join(root, 'link.png') })
    expect(warnings).toEqual([expect.stringContaining('no image folder/deep/two.png')])
  })

  it('give an image once, by the way without links, and a label to it by any', async () => {
    const root = await folderOf({ 'z/a.png': png, 'labels.csv': 'file,name\nbyname/a.png,A\nagain.png,B\n' })
    symlinkSync('z', path.join(root, 'byname'))
    symlinkSync('z/a.png', path.join(root, 'again.png'))
    const { entries, warnings, notes } = await folderEntries(root, path.join(root, 'labels.csv'))
    expect(entries.map(({ sourceKey, name }) => [sourceKey, name])).toEqual([
      [path.join(root, 'z/a.png'), 'A'],
    ])
    expect(notes).toEqual([expect.stringMatching(/^Passed over 2 links .*again\.png.*byname/)])
    expect(warnings).toEqual([
      expect.stringContaining('line 3: again.png is the image that line 2 describes as byname/a.png'),
    ])
  })

  it('that lead in a circle or nowhere are named', async () => {
    const root = await folderOf({ 'deep/a.png': png, 'b/b.png': png })
    const links = {
      'deep/up': '..',
      'deep/itself': '.',
      'deep/all': '/',
      'deep/other': '../b',
      'b/other': '../deep',
      'self.png': 'self.png',
      'gone.png': 'nowhere.png',
      gone: 'nowhere',
    }
    for (const [link, target] of Object.entries(links)) symlinkSync(target, path.join(root, link))
    const { entries, warnings, notes } = await folderEntries(root)
    expect(uids(entries)).toEqual(['b', 'a'])
    expect(warnings.map((warning) => path.relative(root, warning)).sort()).toEqual([
      expect.stringMatching(/^deep\/all: It is a link to \/, in which it stands/),
      expect.stringMatching(/^deep\/itself: It is a link to/),
      expect.stringMatching(/^deep\/up: It is a link to/),
      expect.stringMatching(/^gone.png: It is a link to nowhere\.png that cannot be followed \(ENOENT/),
      expect.stringMatching(/^gone: It is a link to nowhere that cannot be followed \(ENOENT/),
      expect.stringMatching(/^self.png: It is a link to self\.png that cannot be followed \(ELOOP/),
    ])
    expect(notes).toEqual([expect.stringContaining('Passed over 2 links')])
  })
})

describe('what a folder has beside images', () => {
  it('of systems, and hidden, is left out and counted, but not when it is the folder itself', async () => {
    const root = await folderOf({
      'a.png': png,
      '._a.png': png,
      'b/._b.jpg': png,
      '.thumbnails/c.png': png,
      '@eaDir/a.png/SYNOPHOTO_THUMB_M.jpg': png,
      'b/@eaDir/d.png': png,
      '#recycle/e.png': png,
      '$RECYCLE.BIN/f.png': png,
      '__MACOSX/g.png': png,
      'System Volume Information/h.png': png,
      'lost+found/i.png': png,
      'SYNOPHOTO_THUMB_XL.jpg': png,
      'a.png~': png,
    })
    const { entries, notes } = await folderEntries(root)
    expect(uids(entries)).toEqual(['a'])
    expect(notes).toEqual([
      expect.stringMatching(
        /^Left out 11 hidden or system .*2 x @eaDir.*2 x \._\*|^Left out 11 .*2 x \._\*.*2 x @eaDir/,
      ),
    ])
    expect(await names(path.join(root, 'b/@eaDir'))).toEqual(['d'])
    expect(await names(path.join(root, '.thumbnails'))).toEqual(['c'])
  })

  it('that cannot be an image, though it is named like one, is named, and nothing waits for it', async () => {
    const root = await folderOf({ 'a.png': png, 'b.png/c.png': png })
    execFileSync('mkfifo', [path.join(root, 'pipe.png'), path.join(root, 'pipe')])
    symlinkSync('/dev/zero', path.join(root, 'zero.png'))
    const { entries, warnings } = await folderEntries(root)
    expect(uids(entries)).toEqual(['a', 'c'])
    expect(warnings.map((warning) => path.relative(root, warning))).toEqual([
      'pipe.png: It is a named pipe, not an image file.',
      'zero.png: It is a link to a device, not to an image.',
    ])
  })

  it('of the site itself is not imported, whatever way leads there', async () => {
    const root = await folderOf({ 'a.png': png, 'site/data/thumbnails/ab/ab.original': png })
    const dataDir = path.join(root, 'site/data')
    expect(await names(root, dataDir)).toEqual(['a'])

    const elsewhere = await folderOf({ 'thumbnails/cd/cd.webp': png, 'mine/m.png': png })
    const linked = await folderOf({ 'b.png': png })
    symlinkSync(elsewhere, path.join(linked, 'data'))
    symlinkSync(path.join(elsewhere, 'thumbnails'), path.join(linked, 'thumbs'))
    symlinkSync(path.join(elsewhere, 'thumbnails/cd/cd.webp'), path.join(linked, 'cd.webp'))
    expect(await names(linked, elsewhere)).toEqual(['b'])
    expect(await names(linked, path.join(linked, 'data'))).toEqual(['b'])
    const { notes } = await folderEntries(linked, undefined, elsewhere)
    expect(notes).toEqual([expect.stringContaining(`${path.join(linked, 'data')} (the site’s own)`)])

    await expect(folderEntries(elsewhere, undefined, 'nowhere', elsewhere)).rejects.toThrow(
      'where the site keeps its own',
    )
    await expect(folderEntries(path.join(elsewhere, 'thumbnails/cd'), undefined, elsewhere)).rejects.toThrow(
      'DATA_DIR',
    )
    expect(await names(path.join(elsewhere, 'mine'), elsewhere)).toEqual(['m'])
  })
})

describe('what cannot be read in a folder', () => {
  /** As somebody whom the file system refuses something: root is refused nothing. */
  async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
    const isRoot = process.geteuid?.() === 0
    if (isRoot) process.seteuid?.(65_534)
    try {
      return await work()
    } finally {
      if (isRoot) process.seteuid?.(0)
    }
  }

  it('is named with its reason, and the rest goes on', async () => {
    const root = await folderOf({ 'a.png': png, 'locked/b.png': png, 'listed/c.png': png, unknown: png })
    chmodSync(root, 0o755)
    chmodSync(path.join(root, 'locked'), 0)
    chmodSync(path.join(root, 'listed'), 0o744)
    chmodSync(path.join(root, 'unknown'), 0)
    symlinkSync('locked/b.png', path.join(root, 'link.png'))
    const { entries, warnings } = await asNobody(() => folderEntries(root))
    expect(uids(entries)).toEqual(['a', 'c'])
    expect(warnings.map((warning) => path.relative(root, warning)).sort()).toEqual([
      expect.stringMatching(/^link.png: It is a link to locked\/b\.png that cannot be followed \(EACCES/),
      expect.stringMatching(/^locked: The folder cannot be read \(EACCES/),
      expect.stringMatching(/^unknown: The file cannot be read \(EACCES/),
    ])
    await expect(asNobody(async () => entries[1]?.readImage())).rejects.toThrow('cannot be read (EACCES')
    await expect(asNobody(() => folderEntries(path.join(root, 'locked')))).rejects.toThrow(
      /locked cannot be read \(EACCES/,
    )
  })

  it('as its path is longer than a path may be, or its name is no text, is named', async () => {
    const root = await folderOf({ 'a.png': png })
    execFileSync('sh', [
      '-c',
      'cd "$1"; printf x > "$(printf "b\\351.png")"; i=0; while [ $i -lt 20 ]; do mkdir "$2" && cd -P "$2"; i=$((i+1)); done 2>&-; printf x > c.png',
      'sh',
      root,
      'x'.repeat(250),
    ])
    const { entries, warnings } = await folderEntries(root)
    execFileSync('rm', ['-rf', root])
    expect(uids(entries)).toEqual(['a'])
    expect(warnings).toEqual([
      expect.stringMatching(/b\ufffd\.png: .*ENOENT.*not valid UTF-8: rename it/),
      expect.stringMatching(/The folder cannot be read \(ENAMETOOLONG: name too long\)/),
    ])
  })

  it('as it was removed in the meantime, is a failure of its own', async () => {
    const root = await folderOf({ 'a.png': png })
    const { entries } = await folderEntries(root)
    unlinkSync(path.join(root, 'a.png'))
    await expect(entries[0]?.readImage()).rejects.toThrow('cannot be read (ENOENT')
  })
})
