import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryDirectory } from '../setup/temporary'

/** A folder of these files, by their paths in it. */
export async function folderOf(files: Record<string, Buffer | string>): Promise<string> {
  const root = temporaryDirectory()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), content)
  }
  return root
}

/** What begins like an image. */
export const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export const uids = (entries: { uidCandidates: string[] }[]) => entries.map((entry) => entry.uidCandidates[0])
