import type { z } from 'zod'

/** Writes a value so that it can travel in an address; readers treat it as opaque. */
export function toOpaqueText(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** Reads it back; null when it is none that `toOpaqueText` wrote of such a value. */
export function fromOpaqueText<Value>(text: string, schema: z.ZodType<Value>): Value | null {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    return null
  }
}
