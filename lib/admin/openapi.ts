import { json, jsonBody, problem, queryParameters } from '@/lib/serving/openapi-parts'
import { estimateParameters, listRunsParameters, logParameters } from './parameters'
import {
  auditListSchema,
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
import { SESSION_COOKIE } from './session-cookie'

const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The number of an index run',
  schema: { type: 'integer' },
}
const security = [{ session: [] }]
const notLoggedIn = { 401: problem('No session: log in first') }
const foreign = { 403: problem('Asked for by another site’s page') }
const unknown = { 404: problem('No such run') }
const badBody = { 400: problem('The body is wrong'), 415: problem('The body is no JSON') }
const events = {
  description: 'Server-sent events; each carries the whole state as JSON, and `end` says not to come again',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
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
    '/api/index-runs': {
      get: {
        summary: 'The index runs, newest first',
        operationId: 'listIndexRuns',
        security,
        parameters: queryParameters(listRunsParameters),
        responses: {
          200: json(indexRunListSchema, 'One page of runs'),
          400: problem('A parameter is wrong'),
          ...notLoggedIn,
        },
      },
      post: {
        summary: 'Start an index run',
        operationId: 'startIndexRun',
        security,
        requestBody: jsonBody(startSchema),
        responses: {
          202: json(startedSchema, 'It has begun'),
          ...badBody,
          ...notLoggedIn,
          ...foreign,
          409: problem('A run is active; Location names it'),
          422: problem('The job ended before it began, and says why'),
        },
      },
    },
    '/api/index-runs/estimate': {
      get: {
        summary: 'What a run would have to do, and how long it would take',
        operationId: 'estimateIndexRun',
        security,
        parameters: queryParameters(estimateParameters),
        responses: {
          200: json(estimateSchema, 'The estimate'),
          400: problem('A parameter is wrong'),
          ...notLoggedIn,
        },
      },
    },
    '/api/index-runs/events': {
      get: {
        summary: 'Follow which run is active',
        operationId: 'followIndexRuns',
        security,
        responses: { 200: events, ...notLoggedIn },
      },
    },
    '/api/index-runs/{id}': {
      get: {
        summary: 'One index run',
        operationId: 'getIndexRun',
        security,
        parameters: [id],
        responses: { 200: json(indexRunSchema, 'The run'), ...notLoggedIn, ...unknown },
      },
      patch: {
        summary: 'Pause, resume, cancel, publish or discard an index run',
        operationId: 'steerIndexRun',
        security,
        parameters: [id],
        requestBody: jsonBody(steerSchema),
        responses: {
          200: json(indexRunSchema, 'Done, or asked for: see requestedAction'),
          ...badBody,
          ...notLoggedIn,
          ...foreign,
          ...unknown,
          409: problem('The action does not fit the state of the run, or another run is active'),
          422: problem('The job ended before it began, and says why'),
        },
      },
      delete: {
        summary: 'Delete an index run that is neither active nor published',
        operationId: 'deleteIndexRun',
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
    '/api/index-runs/{id}/events': {
      get: {
        summary: 'Follow an index run',
        operationId: 'followIndexRun',
        security,
        parameters: [id],
        responses: { 200: events, ...notLoggedIn, ...unknown },
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
    '/api/index-runs/{id}/log': {
      get: {
        summary: 'The log of a run',
        operationId: 'readIndexRunLog',
        security,
        parameters: [id, ...queryParameters(logParameters)],
        responses: { 200: json(logSchema, 'Lines of the log'), ...notLoggedIn, ...unknown },
      },
    },
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
