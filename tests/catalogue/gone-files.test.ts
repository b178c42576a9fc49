import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { isGone, vanishedFolders } from '@/lib/catalogue/gone-files'
import { temporaryDirectory } from '../setup/temporary'

it('a file is gone when it was removed, alone or with its folder, and not when it only cannot be seen', () => {
  const root = temporaryDirectory()
  const at = (name: string) => path.join(root, name)
  mkdirSync(at('there'))
  writeFileSync(at('there/a.png'), '')
  symlinkSync('/mnt/of-a-disk-that-is-not-mounted', at('disk'))
  symlinkSync('disk/x.png', at('x.png'))
  symlinkSync('loop', at('loop'))
  const files = ['there/a.png', 'there/b.png', 'gone/deep/c.png', 'disk/d.png', 'x.png', 'loop/e.png']
  expect(files.filter((name) => isGone(at(name)))).toEqual(['there/b.png', 'gone/deep/c.png'])
  expect(isGone(at(`${'x'.repeat(300)}.png`))).toBe(false)
})

it('folders that no longer exist are told by the deepest that held all of their files', () => {
  const root = temporaryDirectory()
  const at = (name: string) => path.join(root, name)
  mkdirSync(at('there'))
  mkdirSync(at('half/b'), { recursive: true })
  const files = ['there/a.png', 'old/renders/x/a.png', 'old/renders/y/b.png', 'half/a/c.png', 'half/b/d.png']
  expect(vanishedFolders(files.map(at))).toEqual(
    new Map([
      [at('old/renders'), 2],
      [at('half/a'), 1],
    ]),
  )
  rmSync(at('half'), { recursive: true })
  expect(vanishedFolders(files.map(at)).get(at('half'))).toBe(2)
})
