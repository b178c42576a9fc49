/**
 * The most memory that the images may take together that are being decoded in one process, in bytes by estimate; one
 * that takes more is decoded alone.
 */
export const MAX_DECODING_BYTES_AT_ONCE = 512 * 1024 * 1024

/** Lets work through as long as what is under way fits a number of bytes; in the order in which it came. */
export type DecodeBudget = {
  /** Does work that takes about so many bytes, once there is room for them. What takes more than all has all. */
  within<Result>(bytes: number, work: () => Promise<Result>): Promise<Result>
  /** Does work while nothing else is under way. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>
}

export function createDecodeBudget(total: number): DecodeBudget {
  let free = total
  const waiting: { bytes: number; start: () => void }[] = []

  const startWaiting = () => {
    for (let first = waiting[0]; first && first.bytes <= free; first = waiting[0]) {
      waiting.shift()
      free -= first.bytes
      first.start()
    }
  }
  const within = async <Result>(wanted: number, work: () => Promise<Result>): Promise<Result> => {
    // Something at least, so that nothing is under way beside what is alone.
    const bytes = Math.min(total, Math.max(1, wanted))
    await new Promise<void>((start) => {
      waiting.push({ bytes, start })
      startWaiting()
    })
    try {
      return await work()
    } finally {
      free += bytes
      startWaiting()
    }
  }
  return { within, alone: (work) => within(total, work) }
}

/** The budget of this process: whatever decodes a picture goes through it. */
export const decodeBudget = createDecodeBudget(MAX_DECODING_BYTES_AT_ONCE)
