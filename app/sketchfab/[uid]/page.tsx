import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { modelPath } from '@/components/models/model-path'
import { NotLookedUp } from '@/components/pictures/not-looked-up'
import { OnlineModelPage } from '@/components/pictures/online-model-page'
import { RESULTS } from '@/components/ui/looks'
import { isAdmin } from '@/lib/admin/access/require-admin'
import { readSketchfabPage } from '@/lib/serving/online/sketchfab-page'

type Props = { params: Promise<{ uid: string }> }

// Never tried at build time: the search box reads the address, which is not there then.
export const dynamic = 'force-dynamic'

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await readSketchfabPage((await params).uid)
  const title = page.kind === 'found' ? page.model.name : page.kind === 'refused' ? page.title : undefined
  return { title, robots: { index: false } }
}

export default async function SketchfabModelPage({ params }: Props) {
  const page = await readSketchfabPage((await params).uid)
  if (page.kind === 'here') redirect(modelPath(page.uid))
  if (page.kind === 'refused') return <NotLookedUp {...page} />
  return (
    <div className={RESULTS}>
      <OnlineModelPage page={page} isAdmin={await isAdmin()} />
    </div>
  )
}
