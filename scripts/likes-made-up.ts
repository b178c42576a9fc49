import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { makeUpLikes } from '@/lib/benchmark/made-up-likes'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import { writeLines } from '@/lib/cli/output'
import { typedPath } from '@/lib/cli/typed-path'

type Flags = { users: number; models: number; likesOfAUser: number; communities: number; seed: number }

const command = new Command('npm run likes:made-up --')
  .description(
    'Makes up likes of known structure, and tags: users and models in circles that like one another, popular models, and noise.\n' +
      'Writes likes.csv and tags.csv, the same each time, for npm run evaluate -- --likes FILE --tags FILE.',
  )
  .argument('<folder>', 'where the files go', typedPath)
  .option('--users <number>', 'users', wholeNumber(1, 1_000_000), 10_000)
  .option('--models <number>', 'models', wholeNumber(1, 1_000_000), 5_000)
  .option('--likes-of-a-user <number>', 'likes of a user, on average', wholeNumber(1, 1_000), 25)
  .option('--communities <number>', 'circles', wholeNumber(1, 10_000), 50)
  .option('--seed <number>', 'another one makes up others', wholeNumber(0, 1_000_000), 1)
  .action(async (folder: string, flags: Flags) => {
    const { userOf, modelOf, tags } = makeUpLikes(flags)
    mkdirSync(folder, { recursive: true })
    const [likesFile, tagsFile] = [path.join(folder, 'likes.csv'), path.join(folder, 'tags.csv')]
    await writeLines(likeLines(userOf, modelOf), likesFile)
    await writeLines(tagLines(tags), tagsFile)
    console.log(
      `${userOf.length.toLocaleString('en')} likes are in ${likesFile}, the tags of models in ${tagsFile}.`,
    )
    console.log(`Next: npm run evaluate -- --likes ${likesFile} --tags ${tagsFile}`)
  })

function* likeLines(userOf: Int32Array, modelOf: Int32Array): Generator<string> {
  yield 'user,model'
  for (const [like, user] of userOf.entries()) yield `user-${user},model-${modelOf[like]}`
}

function* tagLines(tags: readonly (readonly string[])[]): Generator<string> {
  yield 'model,tag'
  for (const [model, own] of tags.entries()) for (const tag of own) yield `model-${model},${tag}`
}

await runCommand(command)
