import { type Dialect, joinedExpressions } from '../dialect'

/** In double quotes a token is but a token to the full-text index, whatever it is made of. */
const quoted = (token: string) => `"${token}"`

const foundModels = 'SELECT rowid AS modelId FROM ModelSearch WHERE ModelSearch MATCH ?'

export const sqlite: Dialect = {
  name: 'SQLite',
  eachNumber: 'json_each(?)',
  eachText: 'json_each(?)',
  listOf: (query) => query.replace(/^SELECT (\S+)/, 'SELECT json_group_array($1)'),
  walking: (index) => `INDEXED BY ${index}`,
  walkingNone: 'NOT INDEXED',
  joinedInOrder: 'CROSS JOIN',
  foundModels,
  isGivenId: 'id IN (SELECT value FROM json_each(?))',
  isFoundId: `id IN (${foundModels})`,
  isFound: null,
  searchKey: 'rowid',
  searchRow: (rowid, { name, tags, filters }) => ({ rowid, name, tags, filters }),
  secondsSince: (column) => `CAST((julianday('now') - julianday(${column})) * 86400 AS INTEGER)`,
  embeddedInTurn: 'rowid',
  publishedAt: "ifnull(publishedAt, '')",
  publishedAtOf: (text) => text,
  search: {
    tokens(tokens, where, mayGoOn) {
      const phrase = quoted(tokens.join(' ')) + (mayGoOn ? '*' : '')
      return where === 'name' ? `{name} : ${phrase}` : phrase
    },
    filter: quoted,
    all: (expressions) => joinedExpressions(expressions, ' AND '),
    any: (expressions) => joinedExpressions(expressions, ' OR '),
    without: (one, other) => `(${one} NOT ${other})`,
  },
}
