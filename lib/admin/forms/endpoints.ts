import 'server-only'
import type { Endpoint } from '@/lib/http/endpoint'
import { formAnswer, formPage, type FormRespond } from './form-answer'
import { logInByForm, logOutByForm } from './log-in'
import { decideNearDuplicatesByForm } from './near-duplicates'
import { startCrawlByForm, startRunByForm, steerRunByForm } from './runs'

/** The forms of the dashboard. What they check of a request they tell in their own way, hence anybody may call. */
export const formEndpoints: Endpoint[] = [
  ...form('log-in', logInByForm, { isForAnybody: true }),
  ...form('log-out', logOutByForm, { isForAnybody: true }),
  ...form('start-run', startRunByForm),
  ...form('start-crawl', startCrawlByForm),
  ...form('steer-run', steerRunByForm),
  ...form('near-duplicates', decideNearDuplicatesByForm),
]

function form(name: string, respond: FormRespond, who?: { isForAnybody: boolean }): Endpoint[] {
  const both = { path: `/admin/forms/${name}`, access: 'anybody', isKept: false, operation: null } as const
  return [
    { ...both, method: 'GET', respond: async () => formPage() },
    { ...both, method: 'POST', respond: formAnswer(respond, who) },
  ]
}
