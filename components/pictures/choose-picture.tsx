'use client'

import Link from 'next/link'
import { type ChangeEvent, type MouseEvent, type ReactNode, useRef } from 'react'
import { usePictureSearch } from './picture-search'

type Props = {
  /** What it is called for who does not see it, where its content is a drawing. */
  label?: string
  className: string
  children: ReactNode
}

/** Asks for a picture: by the browser's own chooser, on phones by the camera, too; before scripts run, by a page of its own. */
export function ChoosePicture({ label, className, children }: Props) {
  const { searchBy } = usePictureSearch()
  const input = useRef<HTMLInputElement>(null)

  function choose(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    input.current?.click()
  }

  function take({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0]
    // So that the same one can be chosen again.
    target.value = ''
    if (file) searchBy({ kind: 'file', file })
  }

  return (
    <>
      <Link
        href="/pictures"
        prefetch={false}
        onClick={choose}
        aria-label={label}
        title={label}
        className={className}
      >
        {children}
      </Link>
      <input
        ref={input}
        type="file"
        accept="image/*"
        aria-label="A picture"
        tabIndex={-1}
        hidden
        onChange={take}
      />
    </>
  )
}
