import { BrowseLink } from '@/components/browse/browse-link'
import { browsePath } from '@/components/browse/browse-path'
import { TEXT_LINK } from '@/components/ui/looks'
import type { AlsoView } from '@/lib/serving/views'
import { ModelGrid } from './model-grid'
import { toCard } from './to-card'

/** What a page goes on with where few models are close: not look-alikes, and called by what they are. */
export function AlsoTagged({ also: { by, name, models } }: { also: AlsoView }) {
  return (
    <section aria-labelledby="also" className="mt-12">
      <h2 id="also" className="mb-3 text-2xl sm:mb-4 sm:text-3xl">
        {by === 'tag' ? 'Also tagged ' : 'Also in '}
        <BrowseLink href={browsePath({ [by]: name })} className={TEXT_LINK}>
          <bdi>{name}</bdi>
        </BrowseLink>
      </h2>
      <ModelGrid cards={models.map((model) => toCard(model))} />
    </section>
  )
}
