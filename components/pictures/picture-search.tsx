'use client'

import { usePathname, useRouter } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useTransition } from 'react'
import { MAX_UPLOAD_BYTES } from '@/lib/facts/picture-bounds'
import { askForSimilar, type Outcome, type PictureProblem, type Sought } from './ask-for-similar'
import { DropCurtain } from './drop-curtain'
import { scaledDown } from './scale-down'
import { useGivenPictures } from './use-given-pictures'

/** A search by picture that is under way, or has come to nothing. */
export type PictureSearch = {
  /** An address of the picture within this browser; null where it is elsewhere. */
  shown: string | null
  /** What it is called where it came from. */
  name: string
  /** In so many seconds the server is asked again; null while it is at work. */
  waitSeconds: number | null
  problem: PictureProblem | null
}

type Searching = {
  /** Null while nothing is looked for. */
  search: PictureSearch | null
  searchBy: (sought: Sought) => void
  /** Gives up, and goes back to the page as it was. */
  leave: () => void
}

const SearchContext = createContext<Searching>({ search: null, searchBy: () => {}, leave: () => {} })

/** The search by picture of the site, wherever on it a picture is given. */
export const usePictureSearch = () => useContext(SearchContext)

/**
 * Lets every page take a picture: dropped anywhere, pasted, or chosen by a button. It is sent to the server, and then its own
 * page is shown.
 */
export function PictureSearchProvider({ children }: { children: ReactNode }) {
  const router = useRouter()
  const path = usePathname()
  const [begun, setBegun] = useState<(PictureSearch & { path: string }) | null>(null)
  const [, startOpening] = useTransition()
  const current = useRef<{ stop: AbortController; scrolled: number } | null>(null)
  // Whoever goes to another page has done with it.
  const search = begun?.path === path ? begun : null

  useEffect(() => () => current.current?.stop.abort(), [path])

  function searchBy(sought: Sought) {
    current.current?.stop.abort()
    if (begun?.shown) URL.revokeObjectURL(begun.shown)
    const own = {
      stop: new AbortController(),
      scrolled: search ? (current.current?.scrolled ?? 0) : window.scrollY,
    }
    current.current = own
    const first: PictureSearch & { path: string } = {
      path,
      shown: sought.kind === 'file' ? URL.createObjectURL(sought.file) : null,
      name: sought.kind === 'file' ? sought.file.name : sought.address,
      waitSeconds: null,
      problem: null,
    }
    setBegun(first)
    window.scrollTo({ top: 0, behavior: 'instant' })
    const onWait = (waitSeconds: number | null) => setBegun({ ...first, waitSeconds })
    find(sought, { signal: own.stop.signal, onWait })
      .then((outcome) => {
        if (own.stop.signal.aborted) return
        if ('title' in outcome) return setBegun({ ...first, problem: outcome })
        startOpening(() => {
          router.push(outcome.path)
          setBegun(null)
        })
      })
      .catch((error: unknown) => {
        if (!own.stop.signal.aborted) throw error
      })
  }

  function leave() {
    if (!begun) return
    current.current?.stop.abort()
    if (begun.shown) URL.revokeObjectURL(begun.shown)
    setBegun(null)
    const top = current.current?.scrolled ?? 0
    // Once the page is there again.
    requestAnimationFrame(() => window.scrollTo({ top, behavior: 'instant' }))
  }

  const isDragging = useGivenPictures((file) => searchBy({ kind: 'file', file }))

  return (
    <SearchContext value={{ search, searchBy, leave }}>
      {children}
      {isDragging && <DropCurtain />}
    </SearchContext>
  )
}

type Waiting = Parameters<typeof askForSimilar>[2]

async function find(sought: Sought, waiting: Waiting): Promise<Outcome> {
  if (sought.kind === 'address') return askForSimilar(sought, null, waiting)
  const { file } = sought
  if (file.size === 0) return { title: 'Nothing in it', detail: `The file “${file.name}” is empty.` }
  const sent = await scaledDown(file)
  waiting.signal.throwIfAborted()
  if (sent.size > MAX_UPLOAD_BYTES) return tooLarge(file)
  return askForSimilar(sought, sent, waiting)
}

function tooLarge({ size }: File): PictureProblem {
  const [has, most] = [size, MAX_UPLOAD_BYTES].map((bytes) => Math.ceil(bytes / 1024 / 1024))
  return {
    title: 'Too large',
    detail: `The file has ${has} MB; ${most} MB are looked at. Save the picture with fewer pixels, or as JPEG.`,
  }
}
