'use client'

import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { callApi } from './call-api'
import { Problem } from './problem'
import { useAction } from './use-action'

const PAGES = [
  { href: '/admin', name: 'Overview' },
  { href: '/admin/runs', name: 'Runs' },
  { href: '/admin/crawls', name: 'Crawls' },
  { href: '/admin/failures', name: 'Failures' },
  { href: '/admin/activity', name: 'Activity' },
]

export function AdminNav() {
  const router = useRouter()
  const path = usePathname()
  const { run, isRunning, error } = useAction()
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
        <button
          type="button"
          disabled={isRunning}
          className="ml-auto cursor-pointer py-1 text-muted hover:text-accent"
          onClick={() =>
            run(async () => {
              await callApi('/api/session', { method: 'DELETE' })
              router.replace('/admin/login')
            })
          }
        >
          Log out
        </button>
      </div>
      <Problem error={error} />
    </div>
  )
}
