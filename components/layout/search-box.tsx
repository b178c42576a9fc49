'use client'

import { useCombobox } from 'downshift'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  useTransition,
} from 'react'
import { browsePath } from '@/components/browse/browse-path'
import { usePictureSearch } from '@/components/pictures/picture-search'
import type { SuggestionView } from '@/lib/serving/views'
import { cutText } from '@/lib/text/cut-text'
import { looksLikeLink } from '@/lib/text/looks-like-link'
import { isPictureAddress } from '@/lib/text/picture-address'
import { SearchForm } from './search-form'
import { type Choice, SuggestionList } from './suggestion-list'
import { suggestionPath } from './suggestion-path'
import { useSlashKey } from './use-slash-key'
import { useSuggestions } from './use-suggestions'

const PAUSE_MS = 120

/** More than is searched for; of a longer text an address need not have all. */
const MAX_WORDS_LENGTH = 800

/** Nobody types a name as long as that. */
const MAX_SUGGESTED_LENGTH = 100

/** On the browse page, which shows all of them below. */
const MODELS_WHERE_SHOWN = 3

const LINK: readonly Choice[] = [{ kind: 'link' }]

/**
 * The query box: a plain form that becomes a combobox. It suggests while somebody types, on the browse page with the
 * results in the page, too. What is searched for stands in the address.
 */
export function SearchBox({ children }: { children?: ReactNode }) {
  const router = useRouter()
  const path = usePathname()
  const isBrowsing = path === '/'
  const { searchBy, leave } = usePictureSearch()
  const parameters = useSearchParams()
  const query = (isBrowsing ? parameters.get('query') : null) ?? ''
  const category = isBrowsing ? parameters.get('category') : null

  const [text, setText] = useState(query)
  const [asked, setAsked] = useState(query)
  const [isFocused, setFocused] = useState(false)
  const [isListWanted, setListWanted] = useState(false)
  const [isSearching, startTransition] = useTransition()
  const form = useRef<HTMLFormElement>(null)
  const [pause] = useState(newPause)

  // The address also changes by the back button or a link: then the box follows it. While somebody types,
  // the address lags behind the box and must not overwrite it.
  const [followed, setFollowed] = useState({ path, query })
  if (followed.path !== path || followed.query !== query) {
    setFollowed({ path, query })
    if (query !== asked || !isFocused) {
      setAsked(query)
      setText(query)
    }
  }

  const isLink = looksLikeLink(text)
  const suggestions = useSuggestions(
    isFocused && !isLink && text.length <= MAX_SUGGESTED_LENGTH ? text : null,
  )
  const choices = isLink ? LINK : isBrowsing ? withFewModels(suggestions) : suggestions

  function search(typed: string) {
    pause.end()
    const next = typed.trim()
    if (isPictureAddress(next)) return searchBy({ kind: 'address', address: next })
    leave()
    if (next === asked) return
    setAsked(next)
    const words = looksLikeLink(next) ? next : cutText(next, MAX_WORDS_LENGTH)
    const address = browsePath({ query: words || undefined, category: category ?? undefined })
    startTransition(() => {
      // One step back leads to where the search began, not through every letter of it.
      if (asked === '' || !isBrowsing || isLink) router.push(address, { scroll: !isBrowsing })
      else router.replace(address, { scroll: false })
    })
  }

  function change(typed: string) {
    setText(typed)
    pause.end()
    if (isBrowsing && !looksLikeLink(typed)) pause.begin(() => search(typed))
  }

  function submit() {
    setListWanted(false)
    search(text)
    // Where a finger types, the keyboard lies over what is found.
    if (window.matchMedia('(pointer: coarse)').matches) inputOf(form)?.blur()
  }

  function pick(choice: Choice) {
    if (choice.kind === 'link') return submit()
    pause.end()
    setListWanted(false)
    setText('')
    inputOf(form)?.blur()
    startTransition(() => router.push(suggestionPath(choice)))
  }

  const { isOpen, highlightedIndex, getInputProps, getMenuProps, getItemProps } = useCombobox<Choice>({
    inputId: 'query',
    menuId: 'suggestions',
    items: [...choices],
    itemToString: () => text,
    inputValue: text,
    isOpen: isListWanted && choices.length > 0,
    selectedItem: null,
    stateReducer(state, { type, changes }) {
      switch (type) {
        // A click puts the cursor somewhere in what is typed, and the Tab key leaves: neither picks or closes anything.
        case useCombobox.stateChangeTypes.InputClick:
          return { ...state, isOpen: true }
        case useCombobox.stateChangeTypes.InputBlur:
          return { ...state, isOpen: false, highlightedIndex: -1 }
        default:
          return changes
      }
    },
    onIsOpenChange: ({ isOpen }) => setListWanted(isOpen),
    onInputValueChange({ type, inputValue }) {
      if (type === useCombobox.stateChangeTypes.InputKeyDownEscape) change(inputValue)
    },
    onSelectedItemChange({ selectedItem }) {
      if (selectedItem) pick(selectedItem)
    },
  })

  const takeWhatIsTyped = useEffectEvent(() => {
    const input = inputOf(form)
    if (!input) return
    const isHere = document.activeElement === input
    setFocused(isHere)
    if (input.value === query) return
    change(input.value)
    setListWanted(isHere)
  })
  // What was typed before anything here could listen, and before anything is rendered again over it.
  useLayoutEffect(() => takeWhatIsTyped(), [])

  useEffect(() => pause.end, [pause])

  const hasKey = useSlashKey(() => inputOf(form))

  function onKeyDown(event: KeyboardEvent) {
    // Enter searches for what is typed, unless something else was chosen.
    if (event.key === 'Enter' && highlightedIndex === -1) {
      Object.assign(event.nativeEvent, { preventDownshiftDefault: true })
    }
  }

  return (
    <SearchForm
      ref={form}
      category={category}
      inputProps={getInputProps({
        'aria-label': 'Search by words, or by a link to a model on Sketchfab',
        // Downshift would set the text a moment too late, and the cursor would jump.
        onChange: (event) => change(event.currentTarget.value),
        onKeyDown,
        onFocus: () => setFocused(true),
        onBlur: () => {
          setFocused(false)
          setListWanted(false)
        },
      })}
      isSearching={isSearching}
      hasKey={hasKey}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      suggestions={
        <>
          <SuggestionList {...{ choices, isOpen, getMenuProps, getItemProps }} />
          <p role="status" className="sr-only">
            {isOpen && announcement(choices.length)}
          </p>
        </>
      }
    >
      {children}
    </SearchForm>
  )
}

function withFewModels(suggestions: readonly SuggestionView[]): SuggestionView[] {
  const models = suggestions.filter(({ kind }) => kind === 'model').slice(0, MODELS_WHERE_SHOWN)
  return suggestions.filter((suggestion) => suggestion.kind !== 'model' || models.includes(suggestion))
}

/** Waits until nobody has typed for a moment. */
function newPause() {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    begin(then: () => void) {
      timer = setTimeout(then, PAUSE_MS)
    },
    end() {
      clearTimeout(timer)
    },
  }
}

function inputOf(form: RefObject<HTMLFormElement | null>): HTMLInputElement | null {
  return form.current?.querySelector<HTMLInputElement>('input[name=query]') ?? null
}

function announcement(count: number): string {
  return `${count} ${count === 1 ? 'suggestion' : 'suggestions'}, to choose with the arrow keys.`
}
