import { BrowseNotes } from '@/components/browse/browse-notes'
import { RESULTS } from '@/components/ui/looks'
import type { ModelPageView } from '@/lib/serving/views'
import { ModelFacts } from './model-facts'
import { ModelPageFrame } from './model-page-frame'
import { ModelPicture } from './model-picture'
import { SimilarModels } from './similar-models'

type Props = {
  page: ModelPageView
  /** What the address asks for and the page does not do. */
  notes?: readonly string[]
  /** What other sites are told, where the framework cannot say it. */
  head?: React.ReactNode
}

/** A model and what looks like it. */
export function ModelPage({ page, notes = [], head }: Props) {
  return (
    <div className={RESULTS}>
      {head}
      <BrowseNotes notes={notes} />
      <ModelPageFrame
        model={
          <>
            <ModelPicture model={page.model} />
            <ModelFacts model={page.model} />
          </>
        }
        similar={<SimilarModels {...page} />}
      />
    </div>
  )
}
