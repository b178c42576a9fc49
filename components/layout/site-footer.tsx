import Link from 'next/link'

export function SiteFooter() {
  return (
    <footer className="mx-auto mt-24 w-full max-w-[90rem] px-5 pb-10 sm:px-10">
      <div className="flex flex-wrap items-baseline gap-x-6 gap-y-2 border-t border-line pt-6 text-[0.8125rem] text-muted">
        <p className="mr-auto">Pick a 3D model, see the ones that look like it.</p>
        <Link href="/about" className="lone-link">
          How it works
        </Link>
        <a href="/api/openapi.json" className="lone-link">
          API
        </a>
        <Link href="/admin" prefetch={false} className="lone-link">
          Dashboard
        </Link>
      </div>
    </footer>
  )
}
