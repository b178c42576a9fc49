import path from 'node:path'

/** Why a file or folder within an imported folder is not looked at; `own` is what this product keeps for itself. */
export type LeftOutReason = 'hidden' | 'system' | 'own'

/** What network drives, file managers, operating systems and package managers keep beside one's own files. */
const SYSTEM_NAMES = new Set([
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '@sharebin',
  '@tmp',
  '@thumb',
  '@__thumb',
  '@synoresource',
  '#recycle',
  '#snapshot',
  '~snapshot',
  'trashbox',
  'network trash folder',
  'temporary items',
  '$recycle.bin',
  'recycler',
  'system volume information',
  'thumbs.db',
  'ehthumbs.db',
  'lost+found',
  '__macosx',
  'node_modules',
])

/** Thumbnails of a network drive, what an editor keeps of the version before, and downloads under way. */
const SYSTEM_FILES = [/^syno(?:photo|file)_thumb/i, /~$/, /\.(?:tmp|part|partial|crdownload|swp)$/i]

/**
 * Whether a name is one of those that nobody means by the images of a folder: hidden ones, AppleDouble files and
 * thumbnail caches among them, and those of a system. Null for any other. The folder that is given itself is never asked about.
 */
export function leftOutReason(name: string): LeftOutReason | null {
  if (name.startsWith('.')) return 'hidden'
  const isSystem = SYSTEM_NAMES.has(name.toLowerCase()) || SYSTEM_FILES.some((pattern) => pattern.test(name))
  return isSystem ? 'system' : null
}

/**
 * The folder of a system that a file is in below another folder, or its own name that is of a system; null when there
 * is none. Hidden ones do not count: nobody has them from an import but of the hidden folder itself.
 */
export function leftOutBelow(root: string, file: string): string | null {
  const names = path.relative(root, file).split(path.sep)
  if (names.some((name) => name.startsWith('.'))) return null
  return names.find((name) => leftOutReason(name) === 'system') ?? null
}
