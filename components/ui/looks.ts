// What links and buttons look like, whichever element they are.

export const TEXT_LINK = 'underline decoration-accent decoration-1 underline-offset-4 hover:text-accent'

/** A link that stands by itself is a target of 24 pixels a side, however short its word. */
export const LONE_LINK = 'inline-block min-h-6 min-w-6 py-0.5 wrap-anywhere hover:text-accent'

/** One of several views or orders; the present one says `aria-current`. */
export const NAV_LINK =
  'min-w-6 py-1 text-muted hover:text-accent aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-8'

/** A category or tag; the chosen one says `aria-current`. */
export const CHIP =
  'inline-flex max-w-full items-baseline gap-1.5 rounded-2xl border border-line px-3 py-1 text-sm wrap-anywhere hover:border-ink aria-[current]:border-ink aria-[current]:bg-ink aria-[current]:text-ground aria-[current]:forced-color-adjust-none'

/** What unfolds more of the same. */
export const UNFOLDS = 'w-fit cursor-pointer py-1 text-sm text-muted hover:text-accent'

const button = (colours: string) =>
  `inline-flex cursor-pointer items-baseline rounded-full border px-5 py-2 font-medium transition-colors duration-150 disabled:cursor-default disabled:opacity-50 ${colours}`

export const BUTTON = {
  plain: button('border-ink not-disabled:hover:border-accent not-disabled:hover:text-accent'),
  quiet: button('border-line not-disabled:hover:border-ink'),
  strong: button(
    'border-ink bg-ink text-ground not-disabled:hover:border-accent not-disabled:hover:bg-accent not-disabled:hover:text-on-accent',
  ),
}

/** Of a button, where there are many side by side. */
export const SMALL_BUTTON = 'px-3! py-1! text-sm'

/** What waits, faded, while other results are on their way; not for a wait too short to see. */
export const RESULTS =
  'transition-opacity duration-150 in-[html:has([data-waiting])]:opacity-45 in-[html:has([data-waiting])]:delay-180'

/** Set off from the rest of the page. */
export const PANEL = 'rounded-2xl border border-line bg-raised p-5 sm:p-9'

/** Stands in for a line that is on its way. */
export const BONE = 'animate-breathe rounded-sm bg-line forced-color-adjust-none'
