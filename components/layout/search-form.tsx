import type { ComponentProps, ReactNode, Ref } from 'react'

type Props = {
  ref?: Ref<HTMLFormElement>
  query?: string
  category?: string | null
  /** What makes more of the input than one of a plain form. */
  inputProps?: ComponentProps<'input'>
  isSearching?: boolean
  /** Whether the key `/` leads to the box. */
  hasKey?: boolean
  onSubmit?: ComponentProps<'form'>['onSubmit']
  /** What lies below the box while somebody types. */
  suggestions?: ReactNode
  /** Further ways to search, at the end of the box. */
  children?: ReactNode
}

/** The query box as a plain form, which works by itself before and without JavaScript. */
export function SearchForm({
  ref,
  query,
  category,
  inputProps,
  isSearching,
  hasKey = false,
  onSubmit,
  suggestions,
  children,
}: Props) {
  return (
    <form
      ref={ref}
      role="search"
      action="/"
      onSubmit={onSubmit}
      data-waiting={isSearching || undefined}
      className="relative"
    >
      <div className="flex items-center rounded-full border border-line bg-raised hover:border-muted has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent">
        <svg
          aria-hidden
          viewBox="0 0 16 16"
          className="pointer-events-none ml-4 size-4 shrink-0 fill-none stroke-muted stroke-1"
        >
          <circle cx="7" cy="7" r="5" />
          <path d="m11 11 4 4" />
        </svg>
        <input
          type="search"
          name="query"
          dir="auto"
          defaultValue={inputProps === undefined ? query : undefined}
          // An embed code has some 1,500 characters.
          maxLength={4_000}
          placeholder="Search, or paste a link"
          aria-label="Search by words, or by a link to a model on Sketchfab"
          aria-keyshortcuts={hasKey ? '/' : undefined}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="search"
          {...inputProps}
          className="peer min-w-0 grow bg-transparent py-2.5 pr-4 pl-3 text-base outline-none placeholder:text-muted"
        />
        {hasKey && (
          <kbd
            aria-hidden
            className="pointer-events-none mr-3 hidden rounded-md border border-line px-2 font-sans text-sm text-muted pointer-fine:sm:peer-placeholder-shown:block pointer-fine:sm:peer-focus:hidden"
          >
            /
          </kbd>
        )}
        {children}
      </div>
      {category ? <input type="hidden" name="category" value={category} /> : null}
      {suggestions}
    </form>
  )
}
