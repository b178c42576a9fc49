import type { LookAlikeFilter } from '@/lib/serving/views'

/** One filter that is chosen: its parameters in the address, and what it says. */
export type ChosenFilter = { names: (keyof LookAlikeFilter)[]; words: string }

const figure = (count: number) => count.toLocaleString('en')

/** The filters that are chosen, in words. */
export function chosenFilters(chosen: LookAlikeFilter): ChosenFilter[] {
  const { category, tag, license, author, minLikes, minFaces, maxFaces } = chosen
  const said = (name: keyof LookAlikeFilter, words: string | undefined): ChosenFilter[] =>
    words === undefined ? [] : [{ names: [name], words }]
  return [
    ...said('category', category),
    ...said('tag', tag && `tagged ${tag}`),
    ...said('license', license),
    ...said('author', author && `by ${author}`),
    ...said('notAuthor', chosen.notAuthor && 'by others'),
    ...said('downloadable', chosen.downloadable && 'can be downloaded'),
    ...said('animated', chosen.animated && 'animated'),
    ...said('minLikes', minLikes === undefined ? undefined : `${figure(minLikes)} likes or more`),
    ...faceWords(minFaces, maxFaces),
  ]
}

function faceWords(least: number | undefined, most: number | undefined): ChosenFilter[] {
  if (least !== undefined && most !== undefined)
    return [{ names: ['minFaces', 'maxFaces'], words: `${figure(least)} to ${figure(most)} faces` }]
  if (least !== undefined) return [{ names: ['minFaces'], words: `${figure(least)} faces or more` }]
  if (most !== undefined) return [{ names: ['maxFaces'], words: `at most ${figure(most)} faces` }]
  return []
}
