import type { Readable } from 'node:stream'
import { type PsvRecord, readPsv } from './psv'
import { isSketchfabUid } from './sketchfab-link'

/** A row of `model_urls.psv`. */
export type ModelRow = { kind: 'model'; uid: string; name: string }
/** A row of `model_likes_anon.psv`: a user, by whatever id the file has, likes a model. */
export type LikeRow = { kind: 'like'; uid: string; user: string }
/** A row of `model_feats.psv`: something that was said of a model. */
export type FeatureRow = { kind: 'feature'; uid: string; type: string; value: string }
/** A row that cannot be used, with the reason. */
export type RefusedRow = { kind: 'refused'; reason: string }

export type OriginalRow = ModelRow | LikeRow | FeatureRow | RefusedRow

/** What each of the files cannot do without, the more telling columns first. */
const KINDS = [
  { kind: 'feature', columns: ['mid', 'type', 'value'] },
  { kind: 'like', columns: ['mid', 'uid'] },
  { kind: 'model', columns: ['mid', 'name'] },
] as const

const LONGEST_NAME = 300

/**
 * Reads one of the original project's files, which of them by the columns that its header names: `mid` (the model's
 * uid) and `name` for models, `uid` (the user's) for likes, `type` and `value` for features. Others are passed over.
 *
 * @param name of the file, for messages
 * @throws Error when the file is malformed, or its columns are those of none of the three.
 */
export async function* readOriginalFile(input: Readable, name: string): AsyncGenerator<OriginalRow> {
  let kind: (typeof KINDS)[number]['kind'] | undefined
  for await (const record of readPsv(input, name)) {
    kind ??= kindOf(record, name)
    yield toRow(kind, record, name)
  }
}

function kindOf({ values }: PsvRecord, name: string) {
  const found = KINDS.find(({ columns }) => columns.every((column) => values.has(column)))
  if (found) return found.kind
  throw new Error(
    `${name} has the columns ${[...values.keys()].join(', ')}. Models need name and mid; likes mid and uid; features mid, type and value.`,
  )
}

function toRow(kind: (typeof KINDS)[number]['kind'], { line, values }: PsvRecord, name: string): OriginalRow {
  const value = (column: string) => cleaned(values.get(column) ?? '')
  const refuse = (reason: string): RefusedRow => ({
    kind: 'refused',
    reason: `${name} line ${line}: ${reason}`,
  })

  const uid = value('mid')
  if (!isSketchfabUid(uid))
    return refuse(`“${uid}” is not a model’s uid (32 hex, or 26 or 27 letters and digits).`)
  switch (kind) {
    case 'model':
      return { kind, uid, name: value('name') || uid }
    case 'like': {
      const user = value('uid')
      return user === '' ? refuse('the user who liked the model is missing.') : { kind, uid, user }
    }
    case 'feature': {
      const [type, said] = [value('type'), value('value')]
      return said === '' ? refuse(`the ${type || 'value'} is empty.`) : { kind, uid, type, value: said }
    }
  }
}

/** On one line, without control characters, and not longer than anything that is read. */
function cleaned(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
}
