import 'server-only'
import { z } from 'zod'
import { type Endpoint, endpoint, json } from '@/lib/http/endpoint'
import { readFailures } from '../failures'
import { estimateParameters, listRunsParameters, logParameters, runParts } from '../parameters'
import {
  crawlListSchema,
  crawlSchema,
  estimateSchema,
  failureListSchema,
  indexRunListSchema,
  indexRunSchema,
  logSchema,
  startedSchema,
  startSchema,
  steerSchema,
} from '../schemas'
import type { RunView } from '../views'
import { crawls } from './crawls'
import { estimateRun } from './estimate'
import { indexRuns } from './index-runs'
import { followActivity, followRun } from './run-events'
import { readRuns, requireRun, type RunKind } from './run-kind'
import { readLog } from './run-log'
import { answerReport } from './run-report'
import { beginCrawl, writtenCrawlOptions } from './start-crawl'
import { startIndexRun } from './start-index-run'
import { steerRun } from './steer-run'

const unknown = { 404: 'No such run' }
const events = {
  description: 'Server-sent events; each carries the whole state as JSON, and `end` says not to come again',
  content: { 'text/event-stream': { schema: z.string() } },
}

/** What the runs of one job are called, and what differs from job to job. */
type RunWords<Asked extends z.ZodType> = {
  kind: RunKind<RunView>
  /** What operations are called by. */
  operation: string
  name: string
  one: z.ZodType
  list: z.ZodType
  asked: Asked
  start(request: Request, asked: z.infer<Asked>): Promise<{ id: number }>
}

/** What the runs of every job have. */
function runEndpoints<Asked extends z.ZodType>({
  kind,
  operation,
  name,
  one,
  list,
  asked,
  start,
}: RunWords<Asked>): Endpoint[] {
  const { address } = kind
  return [
    endpoint({
      route: `GET ${address}`,
      operationId: `list${operation}s`,
      summary: `Every ${name}, the newest first`,
      query: listRunsParameters,
      answers: { 200: json(list, 'One page of runs') },
      respond: ({ query }) => readRuns(kind, query.before, query.limit),
    }),
    endpoint({
      route: `POST ${address}`,
      operationId: `start${operation}`,
      summary: `Start the job of the ${name}`,
      body: asked,
      answers: {
        202: json(startedSchema, 'It has begun'),
        409: 'One is active; Location names it',
        422: 'The job ended before it began, and says why',
        503: 'Over PostgreSQL: no worker is running',
      },
      respond: ({ request, body }) => start(request, body),
    }),
    endpoint({
      route: `GET ${address}/{id}`,
      operationId: `get${operation}`,
      summary: `One ${name}`,
      parts: runParts,
      answers: { 200: json(one, 'The run'), ...unknown },
      respond: ({ parts }) => requireRun(kind, parts.id),
    }),
    endpoint({
      route: `PATCH ${address}/{id}`,
      operationId: `steer${operation}`,
      summary: `Pause, resume, cancel, publish or discard an ${name}, as far as it can be`,
      parts: runParts,
      body: steerSchema,
      answers: {
        200: json(one, 'Done, or asked for: see requestedAction'),
        ...unknown,
        409: 'The action does not fit the state of the run, or another run is active',
        422: 'The job ended before it began, and says why',
        503: 'Over PostgreSQL: no worker is running',
      },
      respond: ({ request, parts, body }) => steerRun(request, kind, parts.id, body.action),
    }),
    endpoint({
      route: `DELETE ${address}/{id}`,
      operationId: `delete${operation}`,
      summary: `Delete an ${name} that is neither active nor published`,
      parts: runParts,
      answers: { 204: 'Deleted', ...unknown, 409: 'The run is active or published' },
      async respond({ request, parts }) {
        await steerRun(request, kind, parts.id, 'delete')
      },
    }),
    endpoint({
      route: `GET ${address}/{id}/events`,
      operationId: `follow${operation}`,
      summary: `Follow an ${name}`,
      parts: runParts,
      answers: { 200: events, ...unknown },
      respond: ({ request, sessionId, parts }) => followRun(request, sessionId, kind, parts.id),
    }),
    endpoint({
      route: `GET ${address}/{id}/log`,
      operationId: `read${operation}Log`,
      summary: `The log of an ${name}`,
      parts: runParts,
      query: logParameters,
      answers: { 200: json(logSchema, 'Lines of the log'), ...unknown },
      async respond({ parts, query }) {
        const run = await requireRun(kind, parts.id)
        return readLog(run.id, query.after)
      },
    }),
  ]
}

export const indexRunEndpoints = [
  ...runEndpoints({
    kind: indexRuns,
    operation: 'IndexRun',
    name: 'index run',
    one: indexRunSchema,
    list: indexRunListSchema,
    asked: startSchema,
    start: startIndexRun,
  }),
  endpoint({
    route: 'GET /api/index-runs/estimate',
    operationId: 'estimateIndexRun',
    summary: 'What a run would have to do, and how long it would take',
    query: estimateParameters,
    answers: { 200: json(estimateSchema, 'The estimate') },
    respond: ({ query }) => estimateRun(query),
  }),
  endpoint({
    route: 'GET /api/index-runs/events',
    operationId: 'followActivity',
    summary: 'Follow what is active',
    answers: { 200: events },
    respond: ({ request, sessionId }) => followActivity(request, sessionId),
  }),
  endpoint({
    route: 'GET /api/index-runs/{id}/report',
    operationId: 'readIndexRunReport',
    summary: 'How good the look-alikes of a run are, by labels, as a page',
    parts: runParts,
    answers: {
      200: { description: 'The page', content: { 'text/html': { schema: z.string() } } },
      404: 'No such run, or none that was measured by labels',
    },
    respond: ({ parts }) => answerReport(parts.id),
  }),
  endpoint({
    route: 'GET /api/index-runs/{id}/failures',
    operationId: 'listIndexRunFailures',
    summary: 'The models that failed in a run and have not succeeded since',
    parts: runParts,
    answers: { 200: json(failureListSchema, 'The failures'), ...unknown },
    async respond({ parts }) {
      const run = await requireRun(indexRuns, parts.id)
      return readFailures(run.id)
    },
  }),
]

export const crawlEndpoints = runEndpoints({
  kind: crawls,
  operation: 'Crawl',
  name: 'crawl of Sketchfab',
  one: crawlSchema,
  list: crawlListSchema,
  asked: writtenCrawlOptions,
  start: beginCrawl,
})
