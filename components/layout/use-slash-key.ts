import { useEffect, useEffectEvent } from 'react'
import { useSlashKeyChoice } from './slash-key-choice'

/**
 * Lets the key `/` move the focus to an input, unless somebody types elsewhere or has switched it off.
 *
 * @returns whether it does: not before scripts run
 */
export function useSlashKey(findInput: () => HTMLInputElement | null): boolean {
  const isOn = useSlashKeyChoice() === true
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing
    if (event.key !== '/' || !isPlain || event.defaultPrevented || isTyping(event.target)) return
    const input = findInput()
    event.preventDefault()
    input?.focus()
    input?.select()
  })
  useEffect(() => {
    if (!isOn) return
    const listen = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [isOn])
  return isOn
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, dialog[open]') !== null
}
