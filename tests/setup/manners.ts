import type { Locator, Page } from 'playwright-core'

/** The links, buttons and fields in sight that are less than 24 pixels a side; links within a sentence may be. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isInSentence = (element: Element) =>
      getComputedStyle(element).display === 'inline' &&
      (element.parentElement?.textContent.trim().length ?? 0) > element.textContent.trim().length
    return [...document.querySelectorAll('a[href], button, summary, label, input, select, textarea')]
      .filter((element) => element.checkVisibility() && !element.closest('.sr-only'))
      .filter((element) => !isInSentence(element))
      .flatMap((element) => {
        // A click on its label chooses it as well.
        const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
        if (width === 0 || (width >= 24 && height >= 24)) return []
        return [`${element.outerHTML.slice(0, 120)}: ${width} x ${height}`]
      })
  })
}

/** Pairs of what the Tab key reaches, of which the second stands before the first for the eye. */
export function tabsBackwards(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const stops = [
      ...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), [tabindex="0"]'),
    ].filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)

    /** The parts of the page that hold the one and the other, side by side or one below the other. */
    function partsOf(one: Element, other: Element): [Element, Element] {
      let common = one
      while (!common.contains(other)) common = common.parentElement ?? document.body
      const partWith = (stop: Element) => [...common.children].find((child) => child.contains(stop)) ?? stop
      return [partWith(one), partWith(other)]
    }

    return stops.slice(1).flatMap((stop, place) => {
      const last = stops[place] ?? stop
      const [before, after] = partsOf(last, stop).map((part) => part.getBoundingClientRect())
      if (!before || !after) return []
      const isAbove = after.bottom <= before.top + 1
      const isLeft = after.right <= before.left + 1 && after.top < before.bottom && before.top < after.bottom
      return isAbove || isLeft ? [`${last.outerHTML.slice(0, 80)} before ${stop.outerHTML.slice(0, 80)}`] : []
    })
  })
}

/** What has the keyboard's focus: `content`, the name of a field or what a link says and leads to; `body` when lost. */
export function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return 'body'
    if (element.id !== '') return element.id
    return `${element.getAttribute('href') ?? element.getAttribute('name')} ${element.textContent.trim()}`.trim()
  })
}

/** Where something is on the page, and its size, in whole pixels: left, top, width, height. */
export async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  return box && [box.x, box.y, box.width, box.height].map(Math.round)
}
