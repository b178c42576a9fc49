import { cutText } from '@/lib/text/cut-text'
import { MAX_KEYWORD_LENGTH, MAX_NAME_LENGTH } from './bounds'
import { oneLine } from './one-line'
import { readPsv } from './psv'
import { canonicalUid, isSketchfabUid } from './sketchfab-link'
import type { TableRow } from './table'

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

type Kind = (typeof KINDS)[number]['kind']

/**
 * Reads one of the original project's files, which of them by the columns that its header names: `mid` (the model's
 * uid) and `name` for models, `uid` (the user's) for likes, `type` and `value` for features. Others are passed over.
 *
 * @param name of the file, for messages
 * @param warn told of what was guessed or shortened
 * @throws Error when the file is not text, or its columns are those of none of the three.
 */
export async function* readOriginalFile(
  input: AsyncIterable<Buffer>,
  name: string,
  warn: (warning: string) => void,
): AsyncGenerator<OriginalRow> {
  let kind: Kind | undefined
  for await (const record of readPsv(input, name, warn)) {
    if (record.kind === 'header') kind = kindOf(record.columns, name)
    else if (record.kind === 'refused')
      yield { kind: 'refused', reason: `${name} line ${record.line}: ${record.reason}.` }
    else if (kind) yield toRow(kind, record, name, warn)
  }
}

function kindOf(columns: readonly string[], name: string): Kind {
  const found = KINDS.find((known) => known.columns.every((column) => columns.includes(column)))
  if (found) return found.kind
  throw new Error(
    `${name} has the columns ${cutText(columns.join(', '), MAX_NAME_LENGTH)}. Models need name and mid; likes mid and uid; features mid, type and value.`,
  )
}

function toRow(
  kind: Kind,
  { line, values }: TableRow,
  name: string,
  warn: (warning: string) => void,
): OriginalRow {
  const value = (column: string) => oneLine(values.get(column) ?? '')
  const shortened = (column: string, most: number) => {
    const whole = value(column)
    if (whole.length > most)
      warn(`${name} line ${line}: the ${column} has ${whole.length} characters; it is cut to ${most}.`)
    return cutText(whole, most).trim()
  }
  const refuse = (reason: string): RefusedRow => ({
    kind: 'refused',
    reason: `${name} line ${line}: ${reason}`,
  })

  const uid = canonicalUid(value('mid'))
  if (!isSketchfabUid(uid))
    return refuse(
      `“${cutText(uid, MAX_KEYWORD_LENGTH)}” is not a model’s uid (32 hex, or 26 or 27 letters and digits).`,
    )
  switch (kind) {
    case 'model':
      return { kind, uid, name: shortened('name', MAX_NAME_LENGTH) || uid }
    case 'like': {
      const user = value('uid')
      return user === '' ? refuse('the user who liked the model is missing.') : { kind, uid, user }
    }
    case 'feature': {
      const [type, said] = [value('type'), shortened('value', MAX_KEYWORD_LENGTH)]
      return said === '' ? refuse(`the ${type || 'value'} is empty.`) : { kind, uid, type, value: said }
    }
  }
}
