import { existsSync } from 'node:fs'
import path from 'node:path'
import { userHasher } from '@/lib/importing/anonymise'
import { Command, runCommand, UserError, wholeNumber } from '@/lib/cli/command'
import {
  couldUseAny,
  reportOriginalFiles,
  reportThresholds,
  reportThumbnailFiles,
} from '@/lib/cli/original-files-report'
import { progressOfPieces } from '@/lib/cli/progress'
import { typedPath, typedPaths } from '@/lib/cli/typed-path'
import { openCheckedStorage } from '@/lib/cli/open-storage'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { importOriginalFiles } from '@/lib/importing/import-original-files'
import { importThumbnailFiles, type ThumbnailFilesImport } from '@/lib/importing/import-thumbnail-files'
import { thresholdCatalogue } from '@/lib/importing/threshold-catalogue'

type Flags = { thumbnails?: string; minUserLikes: number; minModelLikes: number; threshold: boolean }

const command = new Command('npm run catalog:psv --')
  .description(
    'Imports the files that the original project published, each known by its columns: models (name|mid), likes\n' +
      '(modelname|mid|uid), features (mid|type|value). Without files, applies other thresholds to the likes that are there.',
  )
  .argument(
    '[files...]',
    'model_urls.psv, model_likes_anon.psv, model_feats.psv, in any order',
    typedPaths,
    [],
  )
  .option(
    '--thumbnails <folder>',
    'images that you have already, each named by the uid of its model',
    typedPath,
  )
  .option('--min-user-likes <n>', 'a user counts from so many likes on', wholeNumber(0, 1_000_000), 5)
  .option('--min-model-likes <n>', 'a model is indexed from so many likes on', wholeNumber(0, 1_000_000), 5)
  .option('--no-threshold', 'index models however few likes they have')
  .action(async (files: string[], { thumbnails, minUserLikes, minModelLikes, threshold }: Flags) => {
    const { dataDir, likesSecret } = env()
    const given = [...files, ...(thumbnails === undefined ? [] : [thumbnails])]
    const missing = given.find((file) => !existsSync(file))
    if (missing !== undefined)
      throw new UserError(`There is no ${path.basename(missing)} in ${path.dirname(missing)}.`)
    const database = await openDatabase(env())
    const storage = thumbnails === undefined ? null : await openCheckedStorage('write')

    const progress = progressOfPieces()
    const result = await importOriginalFiles(
      database,
      files,
      await userHasher(database, dataDir, likesSecret),
      (done, total) => progress.show('Reading kilobytes', Math.round(done / 1e3), Math.round(total / 1e3)),
    ).finally(progress.stop)
    reportOriginalFiles(result)

    if (!threshold) await database.likes.setAboveThreshold(null)
    else if (given.length === 0 || result.likes) {
      reportThresholds(await thresholdCatalogue(database, minUserLikes, minModelLikes))
    }
    let images: ThumbnailFilesImport | null = null
    if (thumbnails !== undefined && storage) {
      const pieces = progressOfPieces()
      const show = (done: number, total: number) => pieces.show('Importing thumbnails', done, total)
      images = await importThumbnailFiles(database, storage, thumbnails, show).finally(pieces.stop)
      reportThumbnailFiles(images)
    }
    if (!couldUseAny(result, images)) throw new UserError('Nothing could be used; see the reasons above.')
    console.log(
      'Next: npm run catalog:sketchfab -- --update, for what the files do not say; npm run precompute',
    )
  })

await runCommand(command)
