import { z } from 'zod'
import type { Database } from '@/lib/database/database'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { KINDS } from '@/lib/facts/kinds'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { firstModels } from './first-models'
import { median } from './row'
import { serveSite } from './served-site'

const MODELS = 200
const TURNS = 5

const answered = z.object({ similar: z.array(z.unknown()) })

/**
 * Milliseconds, at the median, that a server takes for a blend of a model's lists and for its look-alikes, neither of which it has kept.
 * The published run is given made-up lists of all kinds for the models that are asked for: they have next to nothing in common, so that
 * as much as can be is blended, and both answers have as many models. Of made-up pictures hardly any are close: to write an answer of
 * two models takes less than one of 24, blended or not.
 *
 * @throws Error when nothing is published, an answer is not a success, or the two have not as many models
 */
export async function measureBlend(
  database: Database,
  dataDir: string,
): Promise<{ blend: number; plain: number }> {
  const models = await firstModels(database, MODELS)
  await fillKinds(
    database,
    models.map(({ id }) => id),
  )
  const site = await serveSite(dataDir)
  const ask = async (uid: string, kind: string, turn: number) => {
    // What is kept is kept by its whole address.
    const address = `${site.origin}/api/models/${encodeURIComponent(uid)}/similar?kind=${kind}&turn=${turn}`
    const startedAt = performance.now()
    const answer = await fetch(address)
    const said = await answer.text()
    if (!answer.ok) throw new Error(`${address} was answered with ${answer.status}: ${said}`)
    return { milliseconds: performance.now() - startedAt, said }
  }
  const [blend, plain]: [number[], number[]] = [[], []]
  try {
    for (let turn = 0; turn < TURNS; turn++) {
      for (const { uid } of models) {
        const [own, other] = [await ask(uid, 'blend', turn), await ask(uid, 'visual', turn)]
        // In the first turn models are read, and the engine learns.
        if (turn === 0) {
          const [count, otherCount] = [countIn(own.said), countIn(other.said)]
          if (count !== otherCount)
            throw new Error(
              `A blend for “${uid}” has ${count} models, and its look-alikes are ${otherCount}.`,
            )
          continue
        }
        blend.push(own.milliseconds)
        plain.push(other.milliseconds)
      }
    }
  } finally {
    await site.stop()
  }
  return { blend: median(blend), plain: median(plain) }
}

function countIn(said: string): number {
  return answered.parse(JSON.parse(said)).similar.length
}

async function fillKinds({ indexRuns, neighbours, search }: Database, modelIds: number[]): Promise<void> {
  const run = await indexRuns.findPublishedRun()
  if (!run) throw new Error('Nothing is published.')
  const random = seededRandom(23)
  const all = await search.listPassingIds({})
  const count = DEFAULT_DEPTH * modelIds.length
  for (const kind of KINDS) {
    await neighbours.clearNeighbours(run.id, kind)
    await neighbours.writeNeighbours(run.id, kind, {
      modelIds,
      width: DEFAULT_DEPTH,
      neighbourIds: Int32Array.from({ length: count }, () => all[Math.floor(random() * all.length)] ?? 0),
      // As close as can be.
      scores: new Float32Array(count).fill(1),
      ...(kind === 'likes' && { evidence: new Int32Array(count).fill(5), support: modelIds.map(() => 20) }),
    })
  }
}
