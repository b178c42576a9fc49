import { FILTER_NAMES } from '@/lib/facts/filter-names.mjs'
import type { LookAlikeFilter } from '@/lib/serving/views'

/** A filter as it stands in an address, the same for the same filter; empty where nothing is asked for. */
export function filterQuery(filter: LookAlikeFilter): string {
  const asked = FILTER_NAMES.flatMap((name) =>
    filter[name] === undefined ? [] : [[name, String(filter[name])]],
  )
  return new URLSearchParams(asked).toString()
}

/** An address with some parameters, in the form of {@link filterQuery}, besides those that it has. */
export function withParameters(address: string, parameters: string): string {
  if (parameters === '') return address
  return `${address}${address.includes('?') ? '&' : '?'}${parameters}`
}
