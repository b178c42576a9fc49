import 'server-only'
import { endpoint, json } from '@/lib/http/endpoint'
import { database } from './database'
import { readModelViews } from './model-views'
import { suggestionParameters } from './parameters'
import { suggestionListSchema } from './schemas'
import type { ModelView, SuggestionView } from './views'

const MOST_MODELS = 6

export const listSuggestions = endpoint({
  route: 'GET /api/suggestions',
  access: 'anybody',
  isKept: true,
  operationId: 'listSuggestions',
  summary: 'What somebody who types may be looking for',
  query: suggestionParameters,
  answers: { 200: json(suggestionListSchema, 'Models, tags, authors and categories') },
  async respond({ query: { query, limit } }): Promise<{ suggestions: SuggestionView[] }> {
    if (query === undefined) return { suggestions: [] }
    return { suggestions: (await suggestModels(query)).slice(0, limit) }
  },
})

async function suggestModels(query: string): Promise<SuggestionView[]> {
  const { search } = database()
  const { ids } = await search.listModelIds(
    await search.matchModels({ query }),
    'relevance',
    null,
    MOST_MODELS,
  )
  const views = await readModelViews(ids)
  return ids.flatMap((id) => {
    const model = views.get(id)
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
