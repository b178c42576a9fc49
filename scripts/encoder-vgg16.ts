import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Command, interruptSignal, runCommand, UserError } from '@/lib/cli/command'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { startProgress } from '@/lib/cli/progress'
import { typedPath } from '@/lib/cli/typed-path'
import { acquireLock } from '@/lib/database/database'
import { downloadFile } from '@/lib/download/download'
import { digestOfFile } from '@/lib/download/file-digest'
import { addVgg16, publishedVgg16 } from '@/lib/embedding/add-vgg16'
import { shareEncoder } from '@/lib/embedding/shared-encoders'
import { env } from '@/lib/facts/env'
import { encodersFolder } from '@/lib/indexing/recipe'

const { url, name, size, digest } = publishedVgg16
const isPublished = async (file: string) => (await digestOfFile(file, digest.kind)) === digest.hex

const command = new Command('npm run encoder:vgg16 --')
  .description('Adds VGG16, the network of the article, with the weights that Keras publishes (59 MB).')
  .option('--file <path>', 'take the weights from this file, and download nothing', typedPath)
  .option('--url <address>', 'download the same file from elsewhere', url)
  .action(async (flags: { file?: string; url: string }) => {
    const { dataDir } = env()
    const encodersDir = encodersFolder(dataDir)
    if (flags.file !== undefined && !existsSync(flags.file))
      throw new UserError(`There is no file ${flags.file}.`)
    const storage = await openCheckedStorage('write')
    const file = flags.file ?? (await download(encodersDir, path.join(dataDir, 'downloads'), flags.url))
    if (flags.file !== undefined && !(await isPublished(file))) {
      console.log(
        `${file} is not the file that Keras publishes (its MD5 is not ${digest.hex}); its weights are used all the same.`,
      )
    }
    console.log('Looking through VGG16 …')
    await addVgg16(encodersDir, file)
    await shareEncoder(storage, encodersDir, 'vgg16')
    if (flags.file === undefined) await rm(path.join(dataDir, 'downloads', name), { force: true })
    console.log('VGG16 is added, and with it the recipes vgg16, vgg16-bilinear and vgg16-pooled.')
    console.log('npm run precompute -- --recipe vgg16')
    console.log('npm run evaluate -- --compare default,vgg16,vgg16-pooled')
  })

/** Where the weights are, downloaded unless they are here already. */
async function download(encodersDir: string, downloads: string, address: string): Promise<string> {
  const installed = path.join(encodersDir, 'vgg16', name)
  if (await isPublished(installed)) return installed
  mkdirSync(downloads, { recursive: true })
  const file = path.join(downloads, name)
  const progress = startProgress('Downloading megabytes', Math.round(size / 1e6))
  try {
    await downloadFile({
      url: address,
      file,
      digest,
      size,
      acquireLock,
      signal: interruptSignal(),
      onProgress: (done) => progress.update(Math.round(done / 1e6)),
    })
    return file
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(
      `${why}\nOn a machine that can reach it, download ${url} and hand the file over: npm run encoder:vgg16 -- --file PATH`,
      { cause: error },
    )
  } finally {
    progress.stop()
  }
}

await runCommand(command)
