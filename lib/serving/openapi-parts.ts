import { z } from 'zod'
import { answers, problemSchema } from './schemas'

const reference = (schema: z.ZodType) => ({ $ref: `#/components/schemas/${answers.get(schema)?.id}` })

/** An answer in JSON. */
export const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { 'application/json': { schema: reference(schema) } },
})

/** An answer that says what was wrong. */
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: reference(problemSchema) } },
})

/** The query parameters that a handler reads. */
export function queryParameters(schema: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = property === true || property === false ? {} : property
    return { name, in: 'query', required: false, description, schema: rest }
  })
}

/** A body in JSON. */
export const jsonBody = (schema: z.ZodType) => ({
  required: true,
  content: { 'application/json': { schema: reference(schema) } },
})
