import type { Given, Value } from '../statement'

/** Strings, quoted names, words, and places for values. */
const TOKEN = /'(?:[^']|'')*'|"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|@[A-Za-z]+|\?/g

/** A statement as PostgreSQL reads it, and what its values are called: null for each that has only a place. */
type Translation = { text: string; names: (string | null)[] }

const kept = new Map<string, Translation>()

/**
 * A statement as PostgreSQL reads it. It takes names for lower case unless they are quoted: those that have both cases are,
 * as keywords have not. Values are counted.
 *
 * @returns `values` in the order in which they are counted
 */
export function translate(text: string, given: Given): { text: string; values: Value[] } {
  let translation = kept.get(text)
  if (!translation) kept.set(text, (translation = translateText(text)))
  const { names } = translation
  if (isList(given)) {
    if (names.some((name) => name !== null)) throw new Error(`Values have names in: ${text}`)
    if (names.length !== given.length) {
      const fault = given.length < names.length ? 'few' : 'many'
      throw new Error(`There are ${given.length} values, too ${fault} for: ${text}`)
    }
    return { text: translation.text, values: [...given] }
  }
  const values = names.map((name) => {
    if (name === null) throw new Error(`A value has no name in: ${text}`)
    const value = given[name]
    if (value === undefined) throw new Error(`There is no value @${name} for: ${text}`)
    return value
  })
  return { text: translation.text, values }
}

/** The same of a text alone, which is not kept. */
export function translateText(text: string): Translation {
  const names: (string | null)[] = []
  const translated = text.replace(TOKEN, (token) => {
    if (token === '?') return `$${names.push(null)}`
    if (token.startsWith('@')) {
      const name = token.slice(1)
      return `$${names.indexOf(name) + 1 || names.push(name)}`
    }
    return /^[A-Za-z_]/.test(token) && /[a-z]/.test(token) && /[A-Z]/.test(token) ? `"${token}"` : token
  })
  return { text: translated, names }
}

function isList(given: Given): given is readonly Value[] {
  return Array.isArray(given)
}
