import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { codeVersion, digestOfCode } from '@/lib/jobs/code-version'
import { temporaryDirectory } from '../setup/temporary'

function checkout(files: Record<string, string>): string {
  const root = temporaryDirectory()
  for (const [name, text] of Object.entries({ 'package-lock.json': '{}', ...files })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  return root
}

it('a version is told by the code of lib and by the packages that it runs on, and by nothing else', () => {
  const code = { 'lib/a/one.ts': 'one', 'lib/b/two.mjs': 'two' }
  const version = digestOfCode(checkout(code))
  expect(version).toMatch(/^[0-9a-f]{12}$/)
  const same = { 'lib/database/x/generated/client.ts': 'made', 'app/page.tsx': 'page', 'lib/notes.txt': '' }
  expect(digestOfCode(checkout({ ...code, ...same }))).toBe(version)
  for (const other of [{ 'lib/a/one.ts': 'else' }, { 'package-lock.json': '[]' }, { 'lib/c.ts': '' }]) {
    expect(digestOfCode(checkout({ ...code, ...other }))).not.toBe(version)
  }
  expect(codeVersion()).toBe(digestOfCode('.'))
})
