import type { Metadata } from 'next'
import { LoginForm } from '@/components/admin/login-form'
import { pageAfterLogin } from '@/lib/admin/access/page-after-login'
import { leaveIfAdmin } from '@/lib/admin/access/require-admin'
import { readNotice } from '@/lib/admin/forms/notices'

export const metadata: Metadata = { title: 'Log in', robots: { index: false } }

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

type Props = { searchParams: Promise<Record<'next' | 'said', string | string[] | undefined>> }

export default async function LoginPage({ searchParams }: Props) {
  const { next: wanted, said } = await searchParams
  const next = pageAfterLogin(wanted)
  await leaveIfAdmin(next)
  return (
    <div className="mx-auto max-w-md pt-14 sm:pt-24">
      <h1 className="text-5xl leading-none">Dashboard</h1>
      <p className="mt-4 leading-relaxed text-muted">
        For whoever runs this site. The first start printed the password; it is in the server’s{' '}
        <code className="text-ink">.env</code> too.
      </p>
      <LoginForm next={next} said={(await readNotice(said))?.text ?? null} />
    </div>
  )
}
