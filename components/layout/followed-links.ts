// Which link was last followed on which page of the site, for as long as the tab is open: a reload must not lose it.

/** What tells a link from the others on its page. */
function traceOf(link: HTMLAnchorElement): string {
  return `${link.getAttribute('href')} ${link.textContent}`
}

/** @param address path and query of the page with the link */
export function rememberLink(address: string, link: HTMLAnchorElement): void {
  try {
    sessionStorage.setItem(keyOf(address), traceOf(link))
  } catch {
    // The browser keeps nothing for this site: the focus goes to the content then.
  }
}

/** The trace of the link last followed on a page, null when there is none. */
export function recallLink(address: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(address))
  } catch {
    return null
  }
}

/** The link of the page as it is now that has left this trace. */
export function findLink(trace: string | null): HTMLElement | null {
  if (trace === null) return null
  return [...document.querySelectorAll('a')].find((link) => traceOf(link) === trace) ?? null
}

function keyOf(address: string): string {
  return `followed ${address}`
}
