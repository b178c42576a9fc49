import { browsePath } from '@/components/browse/browse-path'
import { modelPath } from '@/components/models/model-path'
import type { SuggestionView } from '@/lib/serving/views'

/** Where what is suggested leads to: a model to its page, all else to the models that have it. */
export function suggestionPath(suggestion: SuggestionView): string {
  switch (suggestion.kind) {
    case 'model':
      return modelPath(suggestion.uid)
    case 'tag':
      return browsePath({ tag: suggestion.name })
    case 'author':
      return browsePath({ author: suggestion.name })
    case 'category':
      return browsePath({ category: suggestion.name })
  }
}
