'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { NAV_LINK } from '../ui/looks'
import { ActionForm } from './action-form'

const PAGES = [
  { href: '/admin', name: 'Overview' },
  { href: '/admin/runs', name: 'Runs' },
  { href: '/admin/crawls', name: 'Crawls' },
  { href: '/admin/failures', name: 'Failures' },
  { href: '/admin/near-duplicates', name: 'Near-duplicates' },
  { href: '/admin/tags', name: 'Tags' },
  { href: '/admin/activity', name: 'Activity' },
]

export function AdminNav() {
  const path = usePathname()
  const isHere = (href: string) => (href === '/admin' ? path === href : path.startsWith(href))
  return (
    <div className="flex flex-wrap items-baseline gap-x-4 gap-y-2 border-b border-line pb-3 text-sm sm:gap-x-6 sm:text-base">
      <nav aria-label="Dashboard" className="flex flex-wrap gap-x-4 gap-y-2 sm:gap-x-6">
        {PAGES.map(({ href, name }) => (
          <Link
            key={href}
            href={href}
            prefetch={false}
            aria-current={isHere(href) ? 'page' : undefined}
            className={NAV_LINK}
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className="ml-auto">
        <ActionForm to="log-out" isLeft>
          <button type="submit" className={`${NAV_LINK} cursor-pointer`}>
            Log out
          </button>
        </ActionForm>
      </div>
    </div>
  )
}
