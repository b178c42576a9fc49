import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

function mount(megabytes: number): string | null {
  const directory = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory])
  if (status === 0) return directory
  rmdirSync(directory)
  return null
}

function unmount(directory: string): void {
  spawnSync('umount', ['--lazy', directory])
  rmdirSync(directory)
}

/** Whether disks can be made here: it takes Linux and root. */
export function canMakeDisks(): boolean {
  const directory = mount(1)
  if (directory === null) return false
  unmount(directory)
  return true
}

/** A disk of its own, of some megabytes, that is gone when the test is over, and the means to fill it. */
export function smallDisk(megabytes: number) {
  const directory = mount(megabytes)
  if (directory === null) throw new Error('No disk can be made here.')
  onTestFinished(() => unmount(directory))
  const filler = path.join(directory, 'filler')
  return {
    directory,
    /** Leaves so many bytes free. */
    fill(free: number) {
      const { bavail, bsize } = statfsSync(directory)
      writeFileSync(filler, Buffer.alloc(bavail * bsize - free, 1))
    },
    empty: () => rmSync(filler),
  }
}
