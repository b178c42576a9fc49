import { BrowseLink } from '@/components/browse/browse-link'
import { browsePath } from '@/components/browse/browse-path'
import { BUTTON, CHIP, LONE_LINK, UNFOLDS } from '@/components/ui/looks'
import { LikeButton } from '@/components/hearts/heart-button'
import type { ModelView } from '@/lib/serving/views'
import { destinationOf, ExternalLink } from './external-link'
import { ModelName } from './model-name'

/** How many tags are in sight; the rest unfolds. */
const TAGS_IN_SIGHT = 8
/** Longer names may be cut off in the heading: on a phone, and wherever. */
const LONG_NAME = 40
const VERY_LONG_NAME = 90

/** What is known of a model, below its picture: where there is little room, all but the name unfolds. */
export function ModelFacts({ model }: { model: ModelView }) {
  const { name, author, authorUrl, license, categories, likeCount, faceCount, tags } = model
  const destination = destinationOf(model.url)
  const foldedTags = tags.slice(TAGS_IN_SIGHT)
  return (
    <>
      <ModelName name={name} />
      <div className="float-left mt-3 mr-6 flex flex-wrap gap-3 empty:hidden lg:float-none lg:mt-5">
        {destination && (
          <ExternalLink destination={destination} className={BUTTON.plain}>
            {destination.label}
          </ExternalLink>
        )}
        <LikeButton model={model} />
      </div>
      <details className="mt-3 lg:details-content:[content-visibility:visible]">
        <summary className="w-fit cursor-pointer overflow-hidden py-2 text-muted hover:text-accent lg:supports-[selector(::details-content)]:hidden">
          About it
        </summary>
        <dl className="clear-both grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 pt-4 wrap-anywhere">
          <Fact name={categories.length > 1 ? 'Categories' : 'Category'}>
            {categories.length > 0 && (
              <span className="flex flex-wrap gap-x-4">
                {categories.map((category) => (
                  <BrowseLink key={category} href={browsePath({ category })} className={LONE_LINK}>
                    {category}
                  </BrowseLink>
                ))}
              </span>
            )}
          </Fact>
          <Fact name="Author">{author && <Author name={author} url={authorUrl} />}</Fact>
          <Fact name="Licence">
            {license && (
              <BrowseLink href={browsePath({ license })} className={LONE_LINK}>
                {license}
              </BrowseLink>
            )}
          </Fact>
          <Fact name="Likes">{likeCount > 0 && likeCount.toLocaleString('en')}</Fact>
          <Fact name="Faces">{faceCount !== null && faceCount.toLocaleString('en')}</Fact>
          <Fact name="Name" isForPhones={name.length <= VERY_LONG_NAME}>
            {name.length > LONG_NAME && <bdi>{name}</bdi>}
          </Fact>
        </dl>
        {tags.length > 0 && <Tags label="Tags" tags={tags.slice(0, TAGS_IN_SIGHT)} />}
        {foldedTags.length > 0 && (
          <details className="mt-2">
            <summary className={UNFOLDS}>
              {foldedTags.length} more {foldedTags.length === 1 ? 'tag' : 'tags'}
            </summary>
            <Tags label="More tags" tags={foldedTags} />
          </details>
        )}
      </details>
    </>
  )
}

function Tags({ label, tags }: { label: string; tags: string[] }) {
  return (
    <ul role="list" aria-label={label} className="mt-4 flex flex-wrap gap-2">
      {tags.map((tag) => (
        <li key={tag} className="max-w-full">
          <BrowseLink href={browsePath({ tag })} className={CHIP}>
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
    <ExternalLink destination={destination} className={LONE_LINK}>
      <bdi>{name}</bdi>
    </ExternalLink>
  )
}

type FactProps = { name: string; isForPhones?: boolean; children: React.ReactNode }

/** A line of the list; none when there is nothing to say. */
function Fact({ name, isForPhones = false, children }: FactProps) {
  if (!children) return null
  const place = isForPhones ? 'lg:hidden' : ''
  return (
    <>
      <dt className={`py-0.5 text-muted ${place}`}>{name}</dt>
      <dd className={`py-0.5 has-[a]:py-0 ${place}`}>{children}</dd>
    </>
  )
}
