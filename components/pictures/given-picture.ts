/** Whether something is dragged that may be a picture: a file, as far as a browser tells before it is let go. */
export function mayBePicture({ types, items }: DataTransfer): boolean {
  if (!types.includes('Files')) return false
  const known = [...items].filter(({ kind, type }) => kind === 'file' && type !== '')
  return known.length === 0 || known.some(({ type }) => type.startsWith('image/'))
}

/** The file that was dropped: the first image, else the first of all, so that it is said what it is instead. */
export function droppedFile({ files }: DataTransfer): File | null {
  const given = [...files]
  return given.find(({ type }) => type.startsWith('image/')) ?? given[0] ?? null
}

/**
 * The image that is pasted; null where text is pasted into a field, which is left to the field. What programs for tables and
 * texts copy is often both.
 */
export function pastedImage({ files, types }: DataTransfer, target: EventTarget | null): File | null {
  if (isForTyping(target) && types.includes('text/plain')) return null
  return [...files].find(({ type }) => type.startsWith('image/')) ?? null
}

function isForTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=file], [type=checkbox], [type=radio]), textarea'))
  )
}
