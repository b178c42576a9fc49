import type { FormEventHandler, Ref } from 'react'

type Props = {
  query?: string
  category?: string | null
  inputRef?: Ref<HTMLInputElement>
  isSearching?: boolean
  onInput?: FormEventHandler<HTMLInputElement>
  onSubmit?: FormEventHandler<HTMLFormElement>
}

/** The search box as a plain form, which works by itself before and without JavaScript. */
export function SearchForm({ query, category, inputRef, isSearching, onInput, onSubmit }: Props) {
  return (
    <form
      role="search"
      action="/"
      onSubmit={onSubmit}
      data-waiting={isSearching || undefined}
      className="relative"
    >
      <svg
        aria-hidden
        viewBox="0 0 16 16"
        className="pointer-events-none absolute top-1/2 left-4 size-4 -translate-y-1/2 fill-none stroke-muted stroke-1"
      >
        <circle cx="7" cy="7" r="5" />
        <path d="m11 11 4 4" />
      </svg>
      <input
        ref={inputRef}
        type="search"
        name="query"
        defaultValue={query}
        onInput={onInput}
        maxLength={200}
        placeholder="Search names and tags"
        aria-label="Search models by name or tag"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
        className="w-full rounded-full border border-line bg-raised py-2.5 pr-4 pl-11 text-base outline-offset-0 placeholder:text-muted hover:border-muted"
      />
      {category ? <input type="hidden" name="category" value={category} /> : null}
    </form>
  )
}
