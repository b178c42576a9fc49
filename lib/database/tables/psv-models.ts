import { statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'
import { areSameKeywords, type Keywords, readKeywords, replaceKeywords } from './model-keywords'
import { listRemovedAmong } from './removed-models'
import { renewSearchEntries } from './search-entries'

export type PsvModel = { uid: string; name: string; url: string }

export type PsvModelCounts = {
  added: number
  updated: number
  unchanged: number
  /** Are in the catalogue from another source, which knows more of them. */
  fromElsewhere: number
  /** Were taken down. */
  removed: number
}

type ModelRow = { id: number; uid: string; source: string; name: string }

const findModels = statement<[string], ModelRow>(
  ({ eachText }) =>
    `SELECT id, uid, source, name FROM Model WHERE uid IN (SELECT value FROM ${eachText} AS wanted)`,
)
const insertModel = statement<[string, string, string, string], { id: number }>(
  "INSERT INTO Model (uid, source, sourceKey, name, url) VALUES (?, 'psv', ?, ?, ?) RETURNING id",
)
const renameModel = statement<[string, number]>('UPDATE Model SET name = ? WHERE id = ?')

/** How many models are looked up at once. */
const BATCH = 1_000

/** Writes models of which nothing is known but a name and a page, in one transaction. Each uid is given once. */
export function* writePsvModels(models: readonly PsvModel[]): Work<PsvModelCounts> {
  const counts: PsvModelCounts = { added: 0, updated: 0, unchanged: 0, fromElsewhere: 0, removed: 0 }
  for (const batch of batchesOf(models)) {
    const uids = batch.map(({ uid }) => uid)
    const removed = yield* listRemovedAmong(uids)
    const existing = yield* readModels(uids)
    const written: number[] = []
    for (const model of batch) {
      const outcome = removed.has(model.uid)
        ? 'removed'
        : yield* writeModel(model, existing.get(model.uid), written)
      counts[outcome]++
    }
    yield* renewSearchEntries(written)
  }
  if (counts.added + counts.updated > 0) yield* bumpCatalogueRevision()
  return counts
}

/**
 * Replaces the tags and categories of models, by uid, in one transaction. Returns how many models that was: those
 * of another source keep what that says.
 */
export function* writePsvKeywords(keywords: ReadonlyMap<string, Keywords>): Work<number> {
  let described = 0
  for (const batch of batchesOf([...keywords])) {
    const models = yield* readModels(batch.map(([uid]) => uid))
    const wanted = batch.flatMap(([uid, words]): [number, Keywords][] => {
      const model = models.get(uid)
      return model?.source === 'psv' ? [[model.id, words]] : []
    })
    const known = yield* readKeywords(wanted.map(([id]) => id))
    const isOther = ([id, words]: [number, Keywords]) => {
      const before = known.get(id)
      return !before || !areSameKeywords(before, words)
    }
    yield* replaceKeywords(new Map(wanted.filter(isOther)))
    described += wanted.length
  }
  if (described > 0) yield* bumpCatalogueRevision()
  return described
}

function* readModels(uids: readonly string[]): Work<Map<string, ModelRow>> {
  return new Map((yield* findModels.all(JSON.stringify(uids))).map((model) => [model.uid, model]))
}

/** @param written gets the id of a model that was added or renamed */
function* writeModel(
  { uid, name, url }: PsvModel,
  existing: ModelRow | undefined,
  written: number[],
): Work<keyof PsvModelCounts> {
  if (existing && existing.source !== 'psv') return 'fromElsewhere'
  if (existing?.name === name) return 'unchanged'
  if (existing) yield* renameModel.run(name, existing.id)
  const id = existing?.id ?? (yield* insertModel.first(uid, uid, name, url))?.id
  if (id !== undefined) written.push(id)
  return existing ? 'updated' : 'added'
}

function* batchesOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH)
}
