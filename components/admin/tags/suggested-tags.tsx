import Link from 'next/link'
import { browsePath } from '@/components/browse/browse-path'
import { modelPath } from '@/components/models/model-path'
import { LONE_LINK, TEXT_LINK } from '@/components/ui/looks'
import type { SuggestedModelView } from '@/lib/admin/views'

/** Models with the tags that they have, those that they probably lack, and which models speak for these. */
export function SuggestedTags({ models }: { models: SuggestedModelView[] }) {
  return (
    <ul role="list" className="divide-y divide-line">
      {models.map((model) => (
        <Model key={model.uid} model={model} />
      ))}
    </ul>
  )
}

/** Of more the CSV tells. */
const SHOWN = 4

function Model({ model }: { model: SuggestedModelView }) {
  const { uid, name, tags, thumbnailUrl, ageRestricted, suggestions } = model
  return (
    <li className="flex gap-5 py-6 sm:gap-8">
      <div className="tile w-20 shrink-0 self-start sm:w-32" data-covered={ageRestricted || undefined}>
        <img src={`${thumbnailUrl}?size=small`} alt="" loading="lazy" decoding="async" />
      </div>
      <div className="min-w-0 grow sm:grid sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] sm:gap-8">
        <div className="min-w-0">
          <h2 className="font-sans text-base font-medium wrap-anywhere">
            <Link href={modelPath(uid)} prefetch={false} className={LONE_LINK}>
              {name}
            </Link>
          </h2>
          <p className="mt-1 text-sm leading-relaxed text-muted wrap-anywhere">
            {tags.length > 0 ? tags.join(', ') : 'no tags yet'}
          </p>
        </div>
        <ul role="list" aria-label={`Suggested for ${name}`} className="mt-4 space-y-2 sm:mt-0">
          {suggestions.slice(0, SHOWN).map((suggestion) => (
            <Suggestion key={suggestion.tag} suggestion={suggestion} />
          ))}
        </ul>
      </div>
    </li>
  )
}

function Suggestion({ suggestion }: { suggestion: SuggestedModelView['suggestions'][number] }) {
  const { tag, score, count, models } = suggestion
  const others = count - models.length
  return (
    <li className="flex gap-3">
      <span className="w-10 shrink-0 text-end text-muted tabular-nums">{Math.round(100 * score)} %</span>
      <div className="min-w-0 wrap-anywhere">
        <Link href={browsePath({ tag })} prefetch={false} className={TEXT_LINK}>
          {tag}
        </Link>
        <p className="mt-0.5 text-sm text-muted">
          as {models.map(({ name }) => name).join(', ')}
          {others > 0 && ` and ${others.toLocaleString('en')} more`}
        </p>
      </div>
    </li>
  )
}
