import type { ChoiceView, FilterView, LookAlikeFilter } from '@/lib/serving/views'
import { BrowseLink } from '@/components/browse/browse-link'
import { Choice } from '@/components/ui/choice'
import { Field, FIELD, SELECT } from '@/components/ui/field'
import { BUTTON, CHIP, LONE_LINK, UNFOLDS } from '@/components/ui/looks'
import { FilterForm } from './filter-form'
import { filterQuery, withParameters } from './filter-path'
import { chosenFilters } from './filter-words'

type Props = {
  view: FilterView
  /** The address of the page, without filters. */
  address: string
  /** Parameters that the page has besides. */
  kept?: readonly (readonly [string, string])[]
  /** Who made what the models are like, where that is one person. */
  author?: string | null
}

/** What is chosen of the filters, each to be removed, and behind one word what else can be. */
export function FilterRow({ view, address, kept = [], author = null }: Props) {
  const chosen = chosenFilters(view.chosen)
  if (chosen.length === 0 && !offersAnything(view)) return null
  const besides = new URLSearchParams(kept.map(([name, value]) => [name, value])).toString()
  const pathOf = (filter: LookAlikeFilter) =>
    withParameters(withParameters(address, besides), filterQuery(filter))
  return (
    <div className="mb-5 flex flex-wrap items-center gap-2">
      {chosen.length > 0 && (
        <ul role="list" aria-label="Filters" className="contents">
          {chosen.map(({ names, words }) => (
            <li key={words} className="max-w-full">
              <BrowseLink
                href={pathOf({
                  ...view.chosen,
                  ...Object.fromEntries(names.map((name) => [name, undefined])),
                })}
                scroll={false}
                className={CHIP}
              >
                <span className="sr-only">Remove the filter </span>
                <bdi>{words}</bdi>
                <span aria-hidden className="text-muted">
                  ×
                </span>
              </BrowseLink>
            </li>
          ))}
          {chosen.length > 1 && (
            <li>
              <BrowseLink href={pathOf({})} scroll={false} className={`${LONE_LINK} px-1 text-sm text-muted`}>
                Remove all
              </BrowseLink>
            </li>
          )}
        </ul>
      )}
      <details className="open:w-full">
        <summary className={`${UNFOLDS} px-1`}>Filter</summary>
        <FilterForm action={address} kept={kept}>
          <div className="mt-2 mb-3 grid gap-x-5 gap-y-4 rounded-2xl border border-line bg-raised p-5 sm:grid-cols-2 xl:grid-cols-4">
            <Select name="category" label="Category" any="Any" choices={view.category} chosen={view.chosen} />
            <Select name="tag" label="Tag" any="Any" choices={view.tag} chosen={view.chosen} />
            <Select name="license" label="Licence" any="Any" choices={view.license} chosen={view.chosen} />
            <Select name="author" label="Author" any="Anybody" choices={view.author} chosen={view.chosen} />
            {view.hasLikes && (
              <Field label="Likes, at least">
                <NumberInput name="minLikes" value={view.chosen.minLikes} />
              </Field>
            )}
            {view.faces && (
              <fieldset className="xl:col-span-2">
                <legend className="mb-1.5 text-sm text-muted">Faces</legend>
                <div className="flex items-center gap-2">
                  <NumberInput
                    name="minFaces"
                    label="Faces, at least"
                    value={view.chosen.minFaces}
                    hint={view.faces.least}
                  />
                  <span className="text-sm text-muted">to</span>
                  <NumberInput
                    name="maxFaces"
                    label="Faces, at most"
                    value={view.chosen.maxFaces}
                    hint={view.faces.most}
                  />
                </div>
              </fieldset>
            )}
            <div className="col-span-full flex flex-wrap items-center gap-x-6 gap-y-3">
              <Switch
                name="notAuthor"
                label={author === null ? 'By others' : `Not by ${author}`}
                count={view.notAuthor}
                chosen={view.chosen}
              />
              <Switch
                name="downloadable"
                label="Can be downloaded"
                count={view.downloadable}
                chosen={view.chosen}
              />
              <Switch name="animated" label="Animated" count={view.animated} chosen={view.chosen} />
              <button type="submit" className={`${BUTTON.quiet} ml-auto`}>
                Show
              </button>
            </div>
          </div>
        </FilterForm>
      </details>
    </div>
  )
}

function offersAnything(view: FilterView): boolean {
  const { category, tag, license, author, notAuthor, downloadable, animated, hasLikes, faces } = view
  const lists = [category, tag, license, author].some((choices) => choices !== null && choices.length > 0)
  return lists || [notAuthor, downloadable, animated, faces].some((one) => one !== null) || hasLikes
}

type SelectProps = {
  name: 'category' | 'tag' | 'license' | 'author'
  label: string
  /** What the choice of none is called. */
  any: string
  choices: ChoiceView[] | null
  chosen: LookAlikeFilter
}

function Select({ name, label, any, choices, chosen }: SelectProps) {
  if (choices === null || choices.length === 0) return null
  return (
    <Field label={label}>
      <select name={name} defaultValue={chosen[name] ?? ''} className={SELECT}>
        <option value="">{any}</option>
        {choices.map((choice) => (
          <option key={choice.name} value={choice.name}>
            {choice.name} ({choice.count})
          </option>
        ))}
      </select>
    </Field>
  )
}

type SwitchProps = {
  name: 'notAuthor' | 'downloadable' | 'animated'
  label: string
  count: number | null
  chosen: LookAlikeFilter
}

function Switch({ name, label, count, chosen }: SwitchProps) {
  if (count === null) return null
  return (
    <Choice
      type="checkbox"
      name={name}
      value="true"
      defaultChecked={chosen[name] === true}
      label={`${label} (${count})`}
    />
  )
}

type NumberProps = { name: string; label?: string; value: number | undefined; hint?: number }

function NumberInput({ name, label, value, hint }: NumberProps) {
  return (
    <input
      type="number"
      name={name}
      aria-label={label}
      defaultValue={value}
      placeholder={hint?.toString()}
      min={0}
      max={2 ** 31 - 1}
      step={1}
      inputMode="numeric"
      className={FIELD}
    />
  )
}
