import { adminAnswer } from '@/lib/admin/access/admin-answer'
import { listCrawls } from '@/lib/admin/runs/crawls'
import { listRunsParameters } from '@/lib/admin/parameters'
import { startCrawl } from '@/lib/admin/runs/start-crawl'
import { parseParameters } from '@/lib/serving/parameters'

export const GET = adminAnswer((request) => {
  const { before, limit } = parseParameters(request, listRunsParameters)
  return listCrawls(before, limit)
})

export const POST = adminAnswer(async (request) => Response.json(await startCrawl(request), { status: 202 }))
