import type { UseComboboxPropGetters } from 'downshift'
import { addressesOf } from '@/components/models/thumbnail'
import { Tile } from '@/components/models/tile'
import type { SuggestionView } from '@/lib/serving/views'

/** What can be picked below the query box. */
export type Choice = SuggestionView | { kind: 'link' }

const TITLES = { model: 'Models', tag: 'Tags', author: 'Authors', category: 'Categories' }

/** From this count on there are that many or more. */
const COUNTED = 1_000

type Getters = Pick<UseComboboxPropGetters<Choice>, 'getMenuProps' | 'getItemProps'>
type Props = Getters & { choices: readonly Choice[]; isOpen: boolean }

/** The list of a combobox: what is suggested, by kind, in the order in which it came. */
export function SuggestionList({ choices, isOpen, getMenuProps, getItemProps }: Props) {
  const kinds = [...new Set(choices.map(({ kind }) => kind))]
  const options = (wanted: Choice['kind']) =>
    choices.map((choice, index) =>
      choice.kind === wanted ? (
        <div
          key={keyOf(choice)}
          {...getItemProps({ item: choice, index })}
          className="flex cursor-pointer items-center gap-3 rounded-lg px-3 py-1.5 aria-selected:bg-line/70 forced-colors:aria-selected:outline-2"
        >
          <Option choice={choice} />
        </div>
      ) : null,
    )
  return (
    <div
      hidden={!isOpen}
      className="absolute inset-x-0 top-full z-20 mt-2 max-h-[min(36rem,65svh)] overflow-y-auto overscroll-contain rounded-2xl border border-line bg-raised p-2 shadow-xl sm:left-auto sm:w-md"
    >
      <div {...getMenuProps({ 'aria-label': 'Suggestions' })}>
        {isOpen &&
          kinds.map((kind) =>
            kind === 'link' ? (
              options(kind)
            ) : (
              <div key={kind} role="group" aria-label={TITLES[kind]} className="not-first:mt-2">
                <p aria-hidden className="px-3 py-1 text-sm text-muted">
                  {TITLES[kind]}
                </p>
                {options(kind)}
              </div>
            ),
          )}
      </div>
    </div>
  )
}

function keyOf(choice: Choice): string {
  switch (choice.kind) {
    case 'link':
      return 'link'
    case 'model':
      return choice.uid
    default:
      return choice.name
  }
}

function Option({ choice }: { choice: Choice }) {
  switch (choice.kind) {
    case 'link':
      return <span className="py-1">Open the model at this link</span>
    case 'model':
      return (
        <>
          <span className="block w-14 shrink-0" aria-hidden>
            <Tile picture={choice} isCovered={choice.ageRestricted}>
              <img {...addressesOf(choice)} sizes="3.5rem" alt="" decoding="async" />
            </Tile>
          </span>
          <span className="min-w-0">
            <span className="block truncate font-medium">
              <bdi>{choice.name}</bdi>
            </span>
            {choice.author && (
              <>
                <span className="sr-only"> by </span>
                <span className="block truncate text-sm text-muted">
                  <bdi>{choice.author}</bdi>
                </span>
              </>
            )}
          </span>
        </>
      )
    default:
      return (
        <>
          <span className="min-w-0 grow truncate">
            <bdi>{choice.name}</bdi>
          </span>
          <span className="shrink-0 text-sm text-muted tabular-nums">
            {countOf(choice)}
            <span className="sr-only"> {choice.count === 1 ? 'model' : 'models'}</span>
          </span>
        </>
      )
  }
}

function countOf({ kind, count }: Exclude<SuggestionView, { kind: 'model' }>): string {
  const isMore = count >= COUNTED && kind !== 'category'
  return isMore ? `${COUNTED.toLocaleString('en')}+` : count.toLocaleString('en')
}
