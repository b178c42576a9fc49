const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** `734 bytes`, `12 kB`, `3.4 GB`, by thousands. */
export function bytesInWords(bytes: number): string {
  const unit = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** unit
  return `${value.toFixed(unit > 0 && value < 10 ? 1 : 0)} ${UNITS[unit]}`
}
