import type { z } from 'zod'
import { TOLD_LENGTH } from '@/lib/http/read-request'
import { beginningOf } from '@/lib/text/cut-text'
import { filterParameters } from './parameters'
import type { LookAlikeFilter } from './views'

/** What Next has read of an address. */
export type SearchParameters = Record<string, string | string[] | undefined>

/**
 * Reads what a page of look-alikes is asked to filter by out of its address. Unlike the API it does without what it cannot use, and
 * says so.
 */
export function parseFilter(parameters: SearchParameters): { filter: LookAlikeFilter; notes: string[] } {
  const notes: string[] = []
  function read<Value>(name: keyof LookAlikeFilter, schema: z.ZodType<Value>): Value | undefined {
    const parsed = readKindly(parameters, name, schema)
    if (parsed.wrong !== null) notes.push(`${parsed.wrong}: that filter is left out.`)
    return parsed.value
  }
  const { shape } = filterParameters
  const filter = {
    category: read('category', shape.category),
    tag: read('tag', shape.tag),
    license: read('license', shape.license),
    author: read('author', shape.author),
    notAuthor: read('notAuthor', shape.notAuthor),
    downloadable: read('downloadable', shape.downloadable),
    animated: read('animated', shape.animated),
    minLikes: read('minLikes', shape.minLikes),
    minFaces: read('minFaces', shape.minFaces),
    maxFaces: read('maxFaces', shape.maxFaces),
  }
  return { filter, notes }
}

type ReadKindly<Value> = { value: Value; wrong: null } | { value: undefined; wrong: string }

/** Reads one parameter of an address, or what is wrong with it. */
export function readKindly<Value>(
  parameters: SearchParameters,
  name: string,
  schema: z.ZodType<Value>,
): ReadKindly<Value> {
  const given = parameters[name]
  const text = Array.isArray(given) ? given[0] : given
  const parsed = schema.safeParse(text)
  if (parsed.success) return { value: parsed.data, wrong: null }
  const [issue] = parsed.error.issues
  const wrong = `${name} ${issue?.message}, not “${beginningOf(text ?? '', TOLD_LENGTH)}”`
  return { value: undefined, wrong }
}
