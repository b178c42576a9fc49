import { BrowseLink } from '@/components/browse/browse-link'
import { browsePath } from '@/components/browse/browse-path'
import type { ModelView } from '@/lib/serving/views'
import { destinationOf, ExternalLink } from './external-link'
import { ModelName } from './model-name'

/** How many tags are in sight; the rest unfolds. */
const TAGS_IN_SIGHT = 24

/** What is known of a model, beside its picture. */
export function ModelFacts({ model }: { model: ModelView }) {
  const { name, author, authorUrl, license, categories, likeCount, tags } = model
  const destination = destinationOf(model.url)
  const foldedTags = tags.slice(TAGS_IN_SIGHT)
  return (
    <div>
      <ModelName name={name} />
      <dl className="mt-7 grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-[0.9375rem] [overflow-wrap:anywhere]">
        <Fact name={categories.length > 1 ? 'Categories' : 'Category'}>
          {categories.length > 0 && (
            <span className="flex flex-wrap gap-x-4">
              {categories.map((category) => (
                <BrowseLink key={category} href={browsePath({ category })} className="lone-link">
                  {category}
                </BrowseLink>
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Author">{author && <Author name={author} url={authorUrl} />}</Fact>
        <Fact name="Licence">
          {license && (
            <BrowseLink href={browsePath({ license })} className="lone-link">
              {license}
            </BrowseLink>
          )}
        </Fact>
        <Fact name="Likes">{likeCount > 0 && likeCount.toLocaleString('en')}</Fact>
      </dl>
      {tags.length > 0 && <Tags label="Tags" tags={tags.slice(0, TAGS_IN_SIGHT)} />}
      {foldedTags.length > 0 && (
        <details className="mt-3">
          <summary className="w-fit cursor-pointer py-1 text-[0.875rem] text-muted hover:text-accent">
            {foldedTags.length} more {foldedTags.length === 1 ? 'tag' : 'tags'}
          </summary>
          <Tags label="More tags" tags={foldedTags} />
        </details>
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

function Tags({ label, tags }: { label: string; tags: string[] }) {
  return (
    <ul role="list" aria-label={label} className="mt-7 flex flex-wrap gap-2 [details>&]:mt-3">
      {tags.map((tag) => (
        <li key={tag}>
          <BrowseLink href={browsePath({ tag })} className="chip">
            <bdi>{tag}</bdi>
          </BrowseLink>
        </li>
      ))}
    </ul>
  )
}

function Author({ name, url }: { name: string; url: string | null }) {
  const destination = destinationOf(url)
  if (!destination) return <bdi>{name}</bdi>
  return (
    <ExternalLink destination={destination} className="lone-link">
      <bdi>{name}</bdi>
    </ExternalLink>
  )
}

/** A line of the list; none when there is nothing to say. */
function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  if (!children) return null
  return (
    <>
      <dt className="py-[0.1rem] text-muted">{name}</dt>
      <dd className="py-[0.1rem] has-[.lone-link]:py-0">{children}</dd>
    </>
  )
}
