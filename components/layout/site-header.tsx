import Link from 'next/link'
import type { ReactNode } from 'react'
import { ForYouLink } from '../hearts/for-you-link'
import { LONE_LINK } from '../ui/looks'

/** What stands above every page. In the same order for the eye and the keyboard, at every width. */
export function SiteHeader({ search }: { search: ReactNode }) {
  return (
    <header className="mx-auto flex w-full max-w-360 flex-wrap items-center gap-x-6 gap-y-4 px-5 pt-6 pb-4 sm:flex-nowrap sm:gap-x-8 sm:px-10 sm:pt-8">
      <Link href="/" className="shrink-0 font-display text-3xl leading-none tracking-tight">
        Rec<span className="text-accent">-a-</span>Sketch
      </Link>
      <nav aria-label="Site" className="ml-auto shrink-0">
        <ForYouLink />
        <Link href="/about" className={LONE_LINK}>
          About
        </Link>
      </nav>
      <div className="w-full min-w-0 sm:w-80 lg:w-96">{search}</div>
    </header>
  )
}
