import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { groupedModels, makeUpLikesOf } from '@/lib/benchmark/likes-of-catalogue'
import { makeUpLikes } from '@/lib/benchmark/made-up-likes'
import { Command, numberBetween, Option, runCommand, UserError, wholeNumber } from '@/lib/cli/command'
import { checkWritable, writeLines } from '@/lib/cli/output'
import { typedPath } from '@/lib/cli/typed-path'
import { openDatabase } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { csvLine } from '@/lib/text/csv'

type Flags = {
  catalogue?: string
  users?: number
  models: number
  likesOfAUser: number
  communities: number
  vectors?: number | true
  seed: number
}

const USERS = 10_000
const USERS_A_MODEL = 2

const command = new Command('npm run likes:made-up --')
  .description(
    'Makes up likes of known structure, and tags: users and models in circles that like one another, popular models, and noise.\n' +
      'Writes likes.csv and tags.csv, the same each time, for npm run evaluate -- --likes FILE --tags FILE.',
  )
  .argument('[folder]', 'where the files go', typedPath)
  .addOption(
    new Option(
      '--catalogue [file]',
      'make up likes of the models of the catalogue instead, with circles around their categories, labels and tags, ' +
        'for npm run catalog:likes (default: likes.csv)',
    )
      .argParser(typedPath)
      .conflicts(['models', 'communities', 'vectors']),
  )
  .option(
    '--users <number>',
    `users (default: ${USERS}, or of the catalogue ${USERS_A_MODEL} a model)`,
    wholeNumber(1, 1_000_000),
  )
  .option('--models <number>', 'models', wholeNumber(1, 1_000_000), 5_000)
  .option('--likes-of-a-user <number>', 'likes of a user, on average', wholeNumber(1, 1_000), 25)
  .option('--communities <number>', 'circles', wholeNumber(1, 10_000), 50)
  .option(
    '--vectors [noise]',
    'write vectors.csv, too: what models look like, which is what their circle looks like with so much noise (default: 1.5)',
    numberBetween(0, 1_000),
  )
  .option('--seed <number>', 'another one makes up others', wholeNumber(0, 1_000_000), 1)
  .action(async (folder: string | undefined, { catalogue, ...flags }: Flags) => {
    if ((folder === undefined) === (catalogue === undefined))
      command.error('error: name either a folder, or --catalogue with the file to write')
    if (folder !== undefined) await writeMadeUp(folder, flags)
    else await writeForCatalogue(typeof catalogue === 'string' ? catalogue : typedPath('likes.csv'), flags)
  })

async function writeMadeUp(folder: string, flags: Flags): Promise<void> {
  const { userOf, modelOf, tags, looks } = makeUpLikes({
    ...flags,
    users: flags.users ?? USERS,
    noiseOfLooks: typeof flags.vectors === 'number' ? flags.vectors : undefined,
  })
  mkdirSync(folder, { recursive: true })
  const [likesFile, tagsFile] = [path.join(folder, 'likes.csv'), path.join(folder, 'tags.csv')]
  await writeLines(likeLines(userOf, modelOf), likesFile)
  await writeLines(tagLines(tags), tagsFile)
  console.log(
    `${userOf.length.toLocaleString('en')} likes are in ${likesFile}, the tags of models in ${tagsFile}.`,
  )
  const next = `Next: npm run evaluate -- --likes ${likesFile} --tags ${tagsFile}`
  if (flags.vectors === undefined) return console.log(next)
  const vectorsFile = path.join(folder, 'vectors.csv')
  await writeLines(vectorLines(looks), vectorsFile)
  console.log(`What they look like is in ${vectorsFile}.`)
  console.log(`${next} --vectors ${vectorsFile} --visual`)
}

function* vectorLines({ rows, columns, data }: DenseMatrix): Generator<string> {
  yield 'model,vector'
  for (let model = 0; model < rows; model++) {
    const own = data.subarray(model * columns, (model + 1) * columns)
    yield `model-${model},${Array.from(own, (value) => value.toFixed(4)).join(' ')}`
  }
}

function* likeLines(userOf: Int32Array, modelOf: Int32Array): Generator<string> {
  yield 'user,model'
  for (const [like, user] of userOf.entries()) yield `user-${user},model-${modelOf[like]}`
}

function* tagLines(tags: readonly (readonly string[])[]): Generator<string> {
  yield 'model,tag'
  for (const [model, own] of tags.entries()) for (const tag of own) yield `model-${model},${tag}`
}

async function writeForCatalogue(file: string, { users, likesOfAUser, seed }: Flags): Promise<void> {
  checkWritable(file)
  const database = await openDatabase(env())
  const models = await groupedModels(database).finally(database.close)
  if (models.length === 0)
    throw new UserError('There are no models to like. Load some first: npm run catalog:sample')
  const madeUp = makeUpLikesOf(models, {
    users: users ?? USERS_A_MODEL * models.length,
    likesOfAUser,
    seed,
  })
  await writeLines(['user,model', ...madeUp.likes.map(({ user, model }) => csvLine([user, model]))], file)
  const count = (value: number) => value.toLocaleString('en')
  console.log(
    `${count(madeUp.likes.length)} likes of ${count(models.length)} models by ${count(madeUp.users)} users in ${count(madeUp.circles)} circles are in ${file}.`,
  )
  console.log(`Next: npm run catalog:likes -- ${file}`)
}

await runCommand(command)
