import type { Metadata } from 'next'
import { LoginForm } from '@/components/admin/login-form'
import { leaveIfAdmin, pageAfterLogin } from '@/lib/admin/access/require-admin'

export const metadata: Metadata = { title: 'Log in', robots: { index: false } }

type Props = { searchParams: Promise<{ next?: string | string[] }> }

export default async function LoginPage({ searchParams }: Props) {
  const next = pageAfterLogin((await searchParams).next)
  await leaveIfAdmin(next)
  return (
    <div className="mx-auto max-w-md pt-14 sm:pt-24">
      <h1 className="text-5xl leading-[1.05] tracking-tight">Dashboard</h1>
      <p className="mt-4 leading-relaxed text-muted">
        For whoever runs this site. The first start printed the password; it is in the server’s{' '}
        <code className="text-ink">.env</code> too.
      </p>
      <LoginForm next={next} />
    </div>
  )
}
