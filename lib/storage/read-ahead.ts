/** Bytes that wait to be taken; what is under way comes on top. */
const HELD_BYTES = 64 * 1024 * 1024

/**
 * Reads what will be asked for before it is: from a storage that is far away, while the main thread does something else.
 *
 * @param keys in the order in which they will be taken, each once
 * @param ahead how many are read beyond the one that was taken last
 * @returns takes the bytes of one; rejects as `read` does
 */
export function readAhead(
  keys: readonly string[],
  read: (key: string) => Promise<Buffer>,
  ahead: number,
): (key: string) => Promise<Buffer> {
  const waiting = new Map<string, Promise<Buffer>>()
  let started = 0
  let held = 0

  function start(key: string): void {
    const reading = read(key)
    waiting.set(key, reading)
    reading.then(
      (bytes) => void (held += bytes.length),
      // Whoever takes it is told.
      () => undefined,
    )
  }

  return (key) => {
    const reading = waiting.get(key)
    waiting.delete(key)
    const taken = reading?.then((bytes) => {
      held -= bytes.length
      return bytes
    })
    for (; started < keys.length && waiting.size < ahead && held < HELD_BYTES; started++) {
      const next = keys[started]
      if (next !== undefined && next !== key) start(next)
    }
    return taken ?? read(key)
  }
}
