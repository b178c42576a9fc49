'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { ActionForm } from './action-form'

const PAGES = [
  { href: '/admin', name: 'Overview' },
  { href: '/admin/runs', name: 'Runs' },
  { href: '/admin/crawls', name: 'Crawls' },
  { href: '/admin/failures', name: 'Failures' },
  { href: '/admin/activity', name: 'Activity' },
]

export function AdminNav() {
  const path = usePathname()
  const isHere = (href: string) => (href === '/admin' ? path === href : path.startsWith(href))
  return (
    <div>
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-2 border-b sm:gap-x-6 border-line pb-3 text-[0.875rem] sm:text-[0.9375rem]">
        <nav aria-label="Dashboard" className="flex flex-wrap gap-x-4 gap-y-2 sm:gap-x-6">
          {PAGES.map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              aria-current={isHere(href) ? 'page' : undefined}
              className="py-1 text-muted hover:text-accent aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-[0.4em]"
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="ml-auto">
          <ActionForm to="log-out" isLeft>
            <button type="submit" className="cursor-pointer py-1 text-muted hover:text-accent">
              Log out
            </button>
          </ActionForm>
        </div>
      </div>
    </div>
  )
}
