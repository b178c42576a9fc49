// Which link was followed last from an entry of the browser's history. It is kept with that entry, where Next keeps
// its own, too: so a reload does not lose it, and it is there after Back, and nowhere else.

/** Notes with the present entry that a link of its page is followed. */
export function noteFollowed(link: HTMLAnchorElement): void {
  window.history.replaceState({ ...window.history.state, followedLink: traceOf(link) }, '')
}

/** The link that was followed from the present entry, as far as it is on the page again; else null. */
export function followedLink(): HTMLAnchorElement | null {
  const state: unknown = window.history.state
  if (typeof state !== 'object' || state === null || !('followedLink' in state)) return null
  return linkWith(state.followedLink)
}

/** The link of the page as it is now that leaves this trace. */
export function linkWith(trace: unknown): HTMLAnchorElement | null {
  return [...document.querySelectorAll('a')].find((link) => traceOf(link) === trace) ?? null
}

/** What tells a link from the others on its page, and is the same when the page is made anew. */
export function traceOf(link: HTMLAnchorElement): string {
  return `${link.getAttribute('href')} ${link.textContent}`
}
