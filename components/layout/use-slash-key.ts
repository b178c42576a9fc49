import { useEffect, useEffectEvent } from 'react'

/** Lets the key `/` move the focus to an input, unless somebody types elsewhere. */
export function useSlashKey(findInput: () => HTMLInputElement | null): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing
    if (event.key !== '/' || !isPlain || event.defaultPrevented || isTyping(event.target)) return
    const input = findInput()
    event.preventDefault()
    input?.focus()
    input?.select()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, dialog[open]') !== null
}
