import type { Dialect } from '../dialect'
import { searchDialect, searchDocument } from './search-dialect'

const each = (type: string) =>
  `(SELECT ordinality - 1 AS key, element::${type} AS value
    FROM jsonb_array_elements_text(CAST(? AS jsonb)) WITH ORDINALITY AS listed(element, ordinality))`

const foundModels = 'SELECT modelId FROM ModelSearch WHERE document @@ CAST(? AS tsquery)'

export const postgresql: Dialect = {
  name: 'PostgreSQL',
  eachNumber: each('int'),
  eachText: each('text'),
  listOf: (query) => `SELECT coalesce(json_agg(element), '[]')::text FROM (${query}) AS listed(element)`,
  // The planner knows better here, where it knows how many rows there are of what.
  walking: () => '',
  walkingNone: '',
  joinedInOrder: 'JOIN',
  foundModels,
  // Joined to the models, either would have the planner compare each model in order with each of the ids.
  isGivenId: `id = ANY (ARRAY(SELECT value FROM ${each('int')} AS wanted))`,
  isFoundId: `(id IN (${foundModels})) IS TRUE`,
  isFound: '(SELECT document @@ CAST(? AS tsquery) FROM ModelSearch WHERE modelId = Model.id)',
  searchKey: 'modelId',
  searchRow(modelId, texts) {
    const { name, tags, filters } = texts
    return { modelId, name, tags, filters, document: searchDocument(texts) }
  },
  secondsSince: (column) => `CAST(floor(extract(epoch FROM CURRENT_TIMESTAMP - ${column})) AS INTEGER)`,
  // By the transaction that wrote it.
  embeddedInTurn: '-age(xmin)',
  publishedAt: "coalesce(publishedAt, '-infinity')",
  publishedAtOf: (text) => text || '-infinity',
  search: searchDialect,
}
