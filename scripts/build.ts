import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fingerprint, root, run, step, unlessStamped } from './project.mjs'

export const nextProgram = path.join(root, 'node_modules/next/dist/bin/next')

/** Pictures that the framework's optimizer kept when it was on, of models that may have been taken down since. */
const OPTIMIZED_IMAGES = path.join(root, '.next/cache/images')

/** Builds the pages, unless that was done for these sources. What is done is told by `say`. */
export async function ensureBuilt(say: (text: string) => void = console.log): Promise<void> {
  rmSync(OPTIMIZED_IMAGES, { recursive: true, force: true })
  await unlessStamped('.next/built-for', fingerprint(sourceFiles()), () =>
    step('Building the pages', () => run(process.execPath, [nextProgram, 'build'], { quiet: true }), say),
  )
}

/** Everything that a build of the pages depends on. */
function sourceFiles(): string[] {
  const folders = ['app', 'components', 'lib', 'public', 'prisma'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
  )
  return [...folders.sort(), 'next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json']
}
