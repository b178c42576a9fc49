import Link from 'next/link'
import { browsePath } from '@/components/browse/browse-path'
import type { ModelView } from '@/lib/serving/views'
import { destinationOf, ExternalLink } from './external-link'

/** What is known of a model, beside its picture. */
export function ModelFacts({ model }: { model: ModelView }) {
  const destination = destinationOf(model.url)
  return (
    <div>
      {model.categories.length > 0 && (
        <p className="mb-4 flex flex-wrap gap-x-4 text-[0.9375rem] text-muted">
          {model.categories.map((category) => (
            <Link
              key={category}
              href={browsePath({ category })}
              prefetch={false}
              className="hover:text-accent"
            >
              {category}
            </Link>
          ))}
        </p>
      )}
      <h1 className="text-[clamp(2.5rem,5vw,4.25rem)] leading-[1.02] tracking-tight [overflow-wrap:anywhere]">
        {model.name}
      </h1>
      <dl className="mt-7 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-[0.9375rem]">
        <Fact name="Author" value={model.author && <Author name={model.author} url={model.authorUrl} />} />
        <Fact
          name="Licence"
          value={
            model.license && (
              <Link
                href={browsePath({ license: model.license })}
                prefetch={false}
                className="hover:text-accent"
              >
                {model.license}
              </Link>
            )
          }
        />
        <Fact name="Likes" value={model.likeCount > 0 ? model.likeCount.toLocaleString('en') : null} />
      </dl>
      {model.tags.length > 0 && (
        <ul role="list" aria-label="Tags" className="mt-7 flex flex-wrap gap-2">
          {model.tags.map((tag) => (
            <li key={tag}>
              <Link href={browsePath({ tag })} prefetch={false} className="chip">
                {tag}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {destination && (
        <p className="mt-9">
          <ExternalLink destination={destination} className="button">
            {destination.label}
          </ExternalLink>
        </p>
      )}
    </div>
  )
}

function Author({ name, url }: { name: string; url: string | null }) {
  const destination = destinationOf(url)
  if (!destination) return name
  return (
    <ExternalLink destination={destination} className="hover:text-accent">
      {name}
    </ExternalLink>
  )
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  if (!value) return null
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
