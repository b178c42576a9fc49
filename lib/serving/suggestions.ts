import 'server-only'
import { endpoint, json } from '@/lib/http/endpoint'
import { database } from './database'
import { readModelViews } from './model-views'
import { suggestionParameters } from './parameters'
import { suggestionListSchema } from './schemas'
import type { ModelView, SuggestionView } from './views'

const MOST = { models: 6, names: 4 }

export const listSuggestions = endpoint({
  route: 'GET /api/suggestions',
  access: 'anybody',
  isKept: true,
  operationId: 'listSuggestions',
  summary: 'What somebody who types may be looking for',
  query: suggestionParameters,
  answers: { 200: json(suggestionListSchema, 'Models, tags, categories and authors') },
  async respond({ query: { query, limit } }): Promise<{ suggestions: SuggestionView[] }> {
    return { suggestions: query === undefined ? [] : (await suggest(query)).slice(0, limit) }
  },
})

async function suggest(query: string): Promise<SuggestionView[]> {
  const { search } = database()
  const suggestions = await search.suggest(await search.matchModels({ query }), MOST)
  const ids = suggestions.flatMap((suggestion) => (suggestion.kind === 'model' ? suggestion.id : []))
  const views = await readModelViews(ids)
  return suggestions.flatMap((suggestion): SuggestionView[] => {
    if (suggestion.kind !== 'model') return [suggestion]
    const model = views.get(suggestion.id)
    return model ? [toSuggestion(model)] : []
  })
}

function toSuggestion(model: ModelView): SuggestionView {
  return {
    kind: 'model',
    uid: model.uid,
    name: model.name,
    author: model.author,
    thumbnailUrl: model.thumbnailUrl,
    thumbnailWidth: model.thumbnailWidth,
    thumbnailHeight: model.thumbnailHeight,
    thumbnailTint: model.thumbnailTint,
    thumbnailFocus: model.thumbnailFocus,
    ageRestricted: model.ageRestricted,
  }
}
