import { z } from 'zod'

/** Values that Keras wraps to remember what they were: an array, a tensor, a function by its name, a tuple. */
const wrapped = z.union([
  z
    .object({ class_name: z.enum(['__numpy__', '__tensor__']), config: z.object({ value: z.unknown() }) })
    .transform(({ config }) => config.value),
  z.object({ class_name: z.literal('function'), config: z.string() }).transform(({ config }) => config),
  z
    .object({ class_name: z.literal('__tuple__'), items: z.array(z.unknown()) })
    .transform(({ items }) => items),
])

function unwrap(value: unknown): unknown {
  const { success, data = value } = wrapped.safeParse(value)
  return Array.isArray(data) ? data.map(unwrap) : success ? unwrap(data) : data
}

const kinds: Readonly<Record<string, string>> = {
  BatchNormalizationV1: 'BatchNormalization',
  BatchNormalizationV2: 'BatchNormalization',
  SyncBatchNormalization: 'BatchNormalization',
}

/**
 * A layer's kind and settings as Keras 2 and TensorFlow.js write them, out of those of any Keras: Keras 3 has
 * `batch_shape` for `batch_input_shape` and an object for the type of numbers, and wraps values.
 */
export function classicSettings(
  kind: string,
  config: Record<string, unknown>,
): { kind: string; config: Record<string, unknown> } {
  const plain = Object.entries(config).map(([key, value]): [string, unknown] => [key, unwrap(value)])
  const { batch_shape, ...settings } = Object.fromEntries(plain)
  return {
    kind: kinds[kind] ?? kind,
    config: {
      ...settings,
      ...(batch_shape === undefined ? {} : { batch_input_shape: batch_shape }),
      ...('dtype' in settings ? { dtype: 'float32' } : {}),
    },
  }
}
