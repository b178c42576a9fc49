import Link from 'next/link'
import { LONE_LINK } from '../ui/looks'

export function SiteFooter() {
  return (
    <footer className="mx-auto mt-24 w-full max-w-360 px-5 pb-10 sm:px-10">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-2 border-t border-line pt-6 text-sm text-muted">
        <p className="mr-auto">Pick a 3D model, see the ones that look like it.</p>
        <Link href="/about" className={LONE_LINK}>
          How it works
        </Link>
        <a href="/api/openapi.json" className={LONE_LINK}>
          API
        </a>
        <Link href="/admin" prefetch={false} className={LONE_LINK}>
          Dashboard
        </Link>
      </div>
    </footer>
  )
}
