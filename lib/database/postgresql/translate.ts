import type { Given, Value } from '../statement'

/** Strings, quoted names, words, and places for values. */
const TOKEN = /'(?:[^']|'')*'|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|@[A-Za-z]+|\?/g

/**
 * A statement as PostgreSQL reads it. It takes names for lower case unless they are quoted: those that have both cases are,
 * as keywords have not. Values are counted.
 *
 * @returns `values` in the order in which they are counted
 */
export function translate(text: string, given: Given): { text: string; values: Value[] } {
  const values: Value[] = []
  const places = new Map<string, number>()
  const isByName = !isList(given)
  const translated = text.replace(TOKEN, (token) => {
    if (token === '?') {
      if (isByName) throw new Error(`A value has no name in: ${text}`)
      const value = given[values.length]
      if (value === undefined) throw new Error(`There are ${given.length} values, too few for: ${text}`)
      return `$${values.push(value)}`
    }
    if (token.startsWith('@')) {
      const name = token.slice(1)
      const value = isByName ? given[name] : undefined
      if (value === undefined) throw new Error(`There is no value ${token} for: ${text}`)
      const place = places.get(name) ?? values.push(value)
      places.set(name, place)
      return `$${place}`
    }
    return /^[A-Za-z_]/.test(token) && /[a-z]/.test(token) && /[A-Z]/.test(token) ? `"${token}"` : token
  })
  if (!isByName && values.length !== given.length) {
    throw new Error(`There are ${given.length} values, too many for: ${text}`)
  }
  return { text: translated, values }
}

function isList(given: Given): given is readonly Value[] {
  return Array.isArray(given)
}
