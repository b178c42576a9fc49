import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Database, StoredFactors } from '@/lib/database/database'
import { KINDS } from '@/lib/facts/kinds'
import { readFactorBlocks } from '@/lib/indexing/kept-factors'
import { allOf } from '../setup/all-of'
import { MANY_COLOURS, SHAPES } from '../setup/catalogue'
import type { TemporaryDatabase } from '../setup/temporary'
import { catalogueOfDrawings, silent } from './job-fixtures'

export const FEW_COLOURS = MANY_COLOURS.slice(0, 8)

/** How likes of drawings are learned: by the usual settings it would take longer. */
export const RECIPE = { factors: 6, regularisation: 1, alpha: 5, iterations: 8 }

type Changes = { labelled?: boolean; likes?: Likes; opened?: TemporaryDatabase; recipe?: typeof RECIPE }

/** Drawings with tags that people like; `heard` runs the job and takes down what it says. */
export async function likedDrawings({
  labelled = true,
  likes = likesOfDrawings(),
  opened,
  recipe = RECIPE,
}: Changes = {}) {
  const catalogue = await catalogueOfDrawings({ colours: FEW_COLOURS, labelled, opened })
  const { database, connection, dataDir, run } = catalogue
  await database.likes.writeLikes(likes)
  writeFileSync(path.join(dataDir, 'likes-recipe.json'), JSON.stringify(recipe))
  const idOf = async (uid: string) =>
    (await connection.value<number>('SELECT id FROM Model WHERE uid = ?', uid)) ?? 0
  const published = async () => (await database.indexRuns.findPublishedRun())?.id ?? 0
  const heard = async (changes: Parameters<typeof run>[0] = {}) => {
    const { notes, stages, observer } = listener()
    const result = await run({ ...changes, observer })
    return { result, notes: notes.join('\n'), stages }
  }
  return { ...catalogue, idOf, published, heard }
}

export type Likes = { userHash: string; uid: string }[]

/**
 * Likes of drawings by people who each have a favourite shape, and like some drawings of others. Nobody likes those of the last
 * colour.
 */
export function likesOfDrawings(colours: readonly string[] = FEW_COLOURS, users = 30): Likes {
  const liked = colours.slice(0, -1)
  return Array.from({ length: users }, (_, user) =>
    SHAPES.flatMap((shape, place) =>
      liked
        .filter(
          (_colour, at) => (user * 7 + at * 5 + place * 3) % (place === user % SHAPES.length ? 3 : 8) < 2,
        )
        .map((colour) => ({ userHash: `user-${user}`, uid: `${shape}-${colour}` })),
    ),
  ).flat()
}

/** What the published run has of all kinds, in every detail. */
export async function publishedKinds(database: Database): Promise<string> {
  const run = await database.indexRuns.findPublishedRun()
  return run ? kindsOf(database, run.id) : 'nothing published'
}

/** What a run has of all kinds, in every detail. */
export async function kindsOf(database: Database, runId: number): Promise<string> {
  const lines: string[] = []
  for (const kind of KINDS) {
    for (const { modelId, scores } of await allOf(database.neighbours.readRows(runId, kind))) {
      const { modelIds, evidence, support } = await database.neighbours.findSimilarModels(
        runId,
        kind,
        modelId,
      )
      lines.push(
        JSON.stringify([kind, modelId, [...modelIds], [...scores], evidence && [...evidence], support]),
      )
    }
  }
  for (const { modelIds, likeCounts, factors } of await factorsOf(database, runId))
    lines.push(JSON.stringify(['factors', [...modelIds], [...likeCounts], [...factors]]))
  for (const tag of [...FEW_COLOURS, 'flat']) {
    const place = await database.tags.findTagPlace(runId, tag)
    if (place) lines.push(JSON.stringify([tag, [...place.modelIds], [...place.closeIds]]))
  }
  for (const row of await allOf(database.tags.readSuggested(runId))) lines.push(JSON.stringify(row))
  for (const made of await database.runKinds.readRunKinds(runId)) lines.push(JSON.stringify(made))
  return lines.join('\n')
}

/** The factors that a run has kept, by blocks. */
export async function factorsOf(database: Database, runId: number): Promise<StoredFactors[]> {
  const blocks: StoredFactors[] = []
  for await (const block of readFactorBlocks(database, runId)) blocks.push(block)
  return blocks
}

/** Takes down what a run says, and the stages that it has begun. */
export function listener() {
  const notes: string[] = []
  const stages: string[] = []
  return {
    notes,
    stages,
    observer: {
      ...silent,
      onStage: ({ name }: { name: string }) => void stages.push(name),
      onNote: (note: string) => void notes.push(note),
    },
  }
}
