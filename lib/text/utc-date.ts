/** How a time ends that says which zone it is of. */
const ZONE = /(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})(?: \(.*\))?$/i
const ISO_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:/
const ISO_DAY = /^\d{4}-\d{2}(?:-\d{2})?$/

/**
 * Reads a date that came from elsewhere. One that names no zone is in UTC, wherever this runs: by itself JavaScript would
 * read it in the zone of the machine. Null for what is no date.
 */
export function parseUtcDate(text: string): Date | null {
  const date = new Date(withZone(text.trim()))
  return Number.isNaN(date.getTime()) ? null : date
}

function withZone(text: string): string {
  if (ISO_DAY.test(text)) return text
  if (ISO_TIME.test(text)) {
    // As databases write it, with a space before it or without its minutes.
    const whole = text.replace(
      / *([+-]\d{2})(?::?(\d{2}))?$/,
      (_, hours, minutes = '00') => `${hours}:${minutes}`,
    )
    return ZONE.test(whole) ? whole : `${whole}Z`
  }
  return ZONE.test(text) ? text : `${text} UTC`
}

/** `2026-07-14 09:05 UTC` */
export function utcMinute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
