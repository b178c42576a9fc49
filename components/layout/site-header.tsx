import Link from 'next/link'
import { Suspense } from 'react'
import { SearchBox } from './search-box'
import { SearchForm } from './search-form'

export function SiteHeader() {
  return (
    <header className="mx-auto flex w-full max-w-[90rem] flex-wrap items-center gap-x-8 gap-y-4 px-5 pt-6 pb-4 sm:px-10 sm:pt-8">
      <Link href="/" className="font-display text-[1.75rem] leading-none tracking-tight">
        Rec<span className="text-accent">-a-</span>Sketch
      </Link>
      <nav aria-label="Site" className="ml-auto sm:order-last sm:ml-0">
        <Link href="/about" className="text-[0.9375rem] hover:text-accent">
          About
        </Link>
      </nav>
      <div className="w-full sm:ml-auto sm:w-80">
        <Suspense fallback={<SearchForm />}>
          <SearchBox />
        </Suspense>
      </div>
    </header>
  )
}
