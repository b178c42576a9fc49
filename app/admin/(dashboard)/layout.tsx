import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { AdminNav } from '@/components/admin/admin-nav'

export const metadata: Metadata = {
  title: { default: 'Dashboard', template: '%s · Dashboard · Rec-a-Sketch' },
  robots: { index: false },
}

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

// Each page asks for itself whether it may be seen: a layout is not made anew on the way from page to page.
export default function DashboardLayout({ children }: { children: ReactNode }) {
  return (
    <div className="pt-4 sm:pt-8">
      <AdminNav />
      <div className="pt-10 sm:pt-12">{children}</div>
    </div>
  )
}
