'use client'

import { useState } from 'react'

const LABELS = { idle: 'Copy', done: 'Copied', refused: 'Select it' }

/** Puts a text on the clipboard, as far as the browser lets: over plain HTTP it only does on the machine itself. */
export function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<keyof typeof LABELS>('idle')

  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setState('done')
    } catch {
      setState('refused')
    }
  }

  return (
    <button
      type="button"
      className="min-h-7 min-w-15 cursor-pointer rounded-full font-sans text-sm text-muted hover:text-accent [@media(scripting:none)]:hidden"
      onClick={copy}
      onBlur={() => setState('idle')}
    >
      <span aria-live="polite">{LABELS[state]}</span>
      <span className="sr-only">: {text}</span>
    </button>
  )
}
