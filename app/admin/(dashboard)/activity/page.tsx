import type { Metadata } from 'next'
import { AuditTrail } from '@/components/admin/audit-trail'
import { readAuditEntries } from '@/lib/admin/audit'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { jobView } from '@/lib/admin/runs/run-kind'
import { runKinds } from '@/lib/admin/runs/run-kinds'
import { readSystem } from '@/lib/admin/system'

export const metadata: Metadata = { title: 'Activity' }

export default async function ActivityPage() {
  await requireAdmin('/admin/activity')
  const { entries } = await readAuditEntries()
  return (
    <>
      <h1 className="mb-8 text-5xl leading-none tracking-tight">Activity</h1>
      <AuditTrail entries={entries} jobs={runKinds.map(jobView)} />
      <section aria-labelledby="system" className="mt-16 border-t border-line pt-10">
        <h2 id="system" className="mb-6 text-3xl tracking-tight">
          This installation
        </h2>
        <dl className="figures">
          {(await readSystem()).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="[overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  )
}
