import { z } from 'zod'
import { crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { json, jsonBody, problem, queryParameters } from '@/lib/serving/openapi-parts'
import { estimateParameters, listRunsParameters, logParameters } from './parameters'
import {
  auditListSchema,
  crawlListSchema,
  crawlSchema,
  estimateSchema,
  failureListSchema,
  indexRunListSchema,
  indexRunSchema,
  loginSchema,
  logSchema,
  sessionSchema,
  startedSchema,
  startSchema,
  steerSchema,
} from './schemas'
import { SESSION_COOKIE } from './access/session-cookie'

const security = [{ session: [] }]
const notLoggedIn = { 401: problem('No session: log in first') }
const foreign = { 403: problem('Asked for by another site’s page') }
const unknown = { 404: problem('No such run') }
const badBody = { 400: problem('The body is wrong'), 415: problem('The body is no JSON') }
const badParameter = { 400: problem('A parameter is wrong') }
const notBegun = { 422: problem('The job ended before it began, and says why') }
const events = {
  description: 'Server-sent events; each carries the whole state as JSON, and `end` says not to come again',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
}
const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The number of a run',
  schema: { type: 'integer' },
}

type RunPaths = {
  address: string
  /** What operations are called by. */
  operation: string
  name: string
  list: z.ZodType
  one: z.ZodType
  start: object
}

/** What the runs of every job have. */
function runPaths({ address, operation, name, list, one, start }: RunPaths): object {
  return {
    [address]: {
      get: {
        summary: `Every ${name}, the newest first`,
        operationId: `list${operation}s`,
        security,
        parameters: queryParameters(listRunsParameters),
        responses: { 200: json(list, 'One page of runs'), ...badParameter, ...notLoggedIn },
      },
      post: {
        summary: `Start the job of the ${name}`,
        operationId: `start${operation}`,
        security,
        requestBody: start,
        responses: {
          202: json(startedSchema, 'It has begun'),
          ...badBody,
          ...notLoggedIn,
          ...foreign,
          409: problem('One is active; Location names it'),
          ...notBegun,
        },
      },
    },
    [`${address}/{id}`]: {
      get: {
        summary: `One ${name}`,
        operationId: `get${operation}`,
        security,
        parameters: [id],
        responses: { 200: json(one, 'The run'), ...notLoggedIn, ...unknown },
      },
      patch: {
        summary: `Pause, resume, cancel, publish or discard an ${name}, as far as it can be`,
        operationId: `steer${operation}`,
        security,
        parameters: [id],
        requestBody: jsonBody(steerSchema),
        responses: {
          200: json(one, 'Done, or asked for: see requestedAction'),
          ...badBody,
          ...notLoggedIn,
          ...foreign,
          ...unknown,
          409: problem('The action does not fit the state of the run, or another run is active'),
          ...notBegun,
        },
      },
      delete: {
        summary: `Delete an ${name} that is neither active nor published`,
        operationId: `delete${operation}`,
        security,
        parameters: [id],
        responses: {
          204: { description: 'Deleted' },
          ...notLoggedIn,
          ...foreign,
          ...unknown,
          409: problem('The run is active or published'),
        },
      },
    },
    [`${address}/{id}/events`]: {
      get: {
        summary: `Follow an ${name}`,
        operationId: `follow${operation}`,
        security,
        parameters: [id],
        responses: { 200: events, ...notLoggedIn, ...unknown },
      },
    },
    [`${address}/{id}/log`]: {
      get: {
        summary: `The log of an ${name}`,
        operationId: `read${operation}Log`,
        security,
        parameters: [id, ...queryParameters(logParameters)],
        responses: { 200: json(logSchema, 'Lines of the log'), ...badParameter, ...notLoggedIn, ...unknown },
      },
    },
  }
}

/** The part of the OpenAPI document that only the admin may call. */
export const adminApi = {
  paths: {
    '/api/session': {
      post: {
        summary: 'Log in',
        operationId: 'logIn',
        requestBody: jsonBody(loginSchema),
        responses: {
          200: json(sessionSchema, 'Logged in; the cookie is the session'),
          ...badBody,
          401: problem('The wrong password'),
          ...foreign,
          429: problem('Too soon after wrong passwords; Retry-After says when'),
          503: problem('The server has no password'),
        },
      },
      delete: {
        summary: 'Log out',
        operationId: 'logOut',
        responses: { 204: { description: 'Logged out' }, ...foreign },
      },
    },
    ...runPaths({
      ...{ address: '/api/index-runs', operation: 'IndexRun', name: 'index run' },
      ...{ list: indexRunListSchema, one: indexRunSchema, start: jsonBody(startSchema) },
    }),
    '/api/index-runs/estimate': {
      get: {
        summary: 'What a run would have to do, and how long it would take',
        operationId: 'estimateIndexRun',
        security,
        parameters: queryParameters(estimateParameters),
        responses: { 200: json(estimateSchema, 'The estimate'), ...badParameter, ...notLoggedIn },
      },
    },
    '/api/index-runs/events': {
      get: {
        summary: 'Follow what is active',
        operationId: 'followActivity',
        security,
        responses: { 200: events, ...notLoggedIn },
      },
    },
    '/api/index-runs/{id}/failures': {
      get: {
        summary: 'The models that failed in a run and have not succeeded since',
        operationId: 'listIndexRunFailures',
        security,
        parameters: [id],
        responses: { 200: json(failureListSchema, 'The failures'), ...notLoggedIn, ...unknown },
      },
    },
    ...runPaths({
      ...{ address: '/api/crawls', operation: 'Crawl', name: 'crawl of Sketchfab' },
      ...{ list: crawlListSchema, one: crawlSchema },
      start: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(crawlOptionsSchema, { io: 'input' }) } },
      },
    }),
    '/api/audit-entries': {
      get: {
        summary: 'What admins did',
        operationId: 'listAuditEntries',
        security,
        responses: { 200: json(auditListSchema, 'The latest actions first'), ...notLoggedIn },
      },
    },
  },
  components: {
    securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE } },
  },
}
