const REGION = 'announcer'

/** Says something to who does not see it. The region for it is made at the first call, and outlives the page that has something to say. */
export function announce(words: string): void {
  const region = document.getElementById(REGION) ?? addRegion()
  region.textContent = words
}

function addRegion(): HTMLElement {
  const region = document.createElement('p')
  region.id = REGION
  region.role = 'status'
  region.className = 'sr-only'
  document.body.append(region)
  return region
}
