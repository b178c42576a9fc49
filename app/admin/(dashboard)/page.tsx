import { ActivityPanel } from '@/components/admin/runs/activity-panel'
import { Inventory } from '@/components/admin/inventory'
import { LatestRun } from '@/components/admin/runs/latest-run'
import { Notice } from '@/components/admin/notice'
import { readNotice } from '@/lib/admin/forms/notices'
import { StartRun } from '@/components/admin/runs/start-run'
import { estimateRun } from '@/lib/admin/runs/estimate'
import { countAllFailures } from '@/lib/admin/failures'
import { indexRuns, readActivity } from '@/lib/admin/runs/index-runs'
import { readInventory } from '@/lib/admin/inventory'
import { listRecipes } from '@/lib/admin/runs/recipes'
import { jobView, readRuns } from '@/lib/admin/runs/run-kind'
import { requireAdmin } from '@/lib/admin/access/require-admin'
import { readPublishedRun } from '@/lib/serving/published-run'

type Props = { searchParams: Promise<{ said?: string | string[] }> }

export default async function OverviewPage({ searchParams }: Props) {
  await requireAdmin('/admin')
  const recipes = await listRecipes()
  const published = await readPublishedRun()
  const recipe = recipes.find(({ name, isReady }) => isReady && name === published?.recipe)?.name ?? 'default'
  const job = jobView(indexRuns)
  const [latest = null] = (await readRuns(indexRuns, undefined, 1)).runs
  return (
    <>
      <h1 className="sr-only">Overview</h1>
      <Notice said={await readNotice((await searchParams).said)} />
      <ActivityPanel activity={await readActivity()} job={job}>
        <div className="grid gap-x-16 gap-y-12 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <section aria-labelledby="start">
            <h2 id="start" className="mb-6 text-3xl">
              Compare the catalogue
            </h2>
            <StartRun
              recipes={recipes}
              recipe={recipe}
              estimate={await estimateRun({ mode: 'missing', recipe })}
            />
          </section>
          <LatestRun job={job} run={latest} publishedId={published?.id ?? null} />
        </div>
      </ActivityPanel>
      <Inventory
        inventory={await readInventory()}
        failureCount={await countAllFailures()}
        publishedId={published?.id ?? null}
      />
    </>
  )
}
