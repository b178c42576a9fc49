import type { Metadata } from 'next'
import { AuditTrail } from '@/components/admin/audit-trail'
import { Figure, Figures } from '@/components/ui/figures'
import { Section } from '@/components/ui/section'
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
      <h1 className="mb-8 text-5xl leading-none">Activity</h1>
      <AuditTrail entries={entries} jobs={runKinds.map(jobView)} />
      <Section id="system" title="This installation">
        <Figures>
          {(await readSystem()).map(({ name, value }) => (
            <Figure key={name} name={name}>
              {value}
            </Figure>
          ))}
        </Figures>
      </Section>
    </>
  )
}
