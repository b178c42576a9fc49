import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { json, problem, queryParameters } from './openapi-parts'
import { listParameters, similarParameters } from './parameters'
import { answers, healthSchema, modelListSchema, modelSchema, similarListSchema } from './schemas'

const uid = {
  name: 'uid',
  in: 'path',
  required: true,
  description: 'The public id of a model',
  schema: { type: 'string' },
}

type Components = { securitySchemes?: object }

/**
 * The HTTP API as an OpenAPI 3.1 document, made from the schemas that the handlers themselves use.
 *
 * @param more the paths besides those that anybody may read, and the components that they name
 */
export function openApiDocument(more: { paths: object; components: Components }) {
  const { schemas } = z.toJSONSchema(answers, {
    uri: (id) => `#/components/schemas/${id}`,
    // Their place in the document is their name already.
    override: ({ jsonSchema }) => {
      delete jsonSchema.$id
      delete jsonSchema.$schema
    },
  })
  return {
    openapi: '3.1.0',
    // Relative to where this document is read, unless it is known what the site is called.
    servers: [{ url: env().siteUrl?.origin ?? '/' }],
    info: {
      title: 'Rec-a-Sketch',
      version: '1',
      description: 'A catalogue of 3D models and, for each of them, the ones that look like it.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: {
      '/api/health': {
        get: {
          summary: 'Whether the server works',
          operationId: 'getHealth',
          responses: { 200: json(healthSchema, 'It does'), 503: problem('It does not, and says why') },
        },
      },
      '/api/models': {
        get: {
          summary: 'List and search models',
          operationId: 'listModels',
          parameters: queryParameters(listParameters),
          responses: {
            200: json(modelListSchema, 'One page of models'),
            400: problem('A parameter is wrong'),
          },
        },
      },
      '/api/models/{uid}': {
        get: {
          summary: 'One model',
          operationId: 'getModel',
          parameters: [uid],
          responses: { 200: json(modelSchema, 'The model'), 404: problem('No such model') },
        },
      },
      '/api/models/{uid}/similar': {
        get: {
          summary: 'What looks like a model',
          operationId: 'listSimilarModels',
          parameters: [uid, ...queryParameters(similarParameters)],
          responses: {
            200: json(similarListSchema, 'Similar models, best first'),
            400: problem('A parameter is wrong'),
            404: problem('No such model'),
            503: problem('Nothing is published yet'),
          },
        },
      },
      '/api/openapi.json': {
        get: {
          summary: 'This document',
          operationId: 'getOpenApi',
          responses: {
            200: {
              description: 'OpenAPI 3.1',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
          },
        },
      },
      ...more.paths,
    },
    components: { schemas, ...more.components },
  }
}
