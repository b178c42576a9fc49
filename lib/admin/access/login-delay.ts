/** Once so many have been looked at in a row, each further password waits for its time. */
export const AT_ONCE = 5
export const EVERY_MS = 200
/** Seconds that a password waits to be looked at, at most. */
export const MAX_WAIT_SECONDS = 30
/** Passwords that wait at once. */
export const MAX_WAITING_PASSWORDS = 300
const MOST_OF_A_BROWSER = 10

/** Who gives a password: a browser that has logged in here before, or an address. */
export type Lane = { isKnown: boolean; name: string }

export type LoginQueue = {
  /**
   * Waits until a password may be looked at. False for one that is turned away: there were too many, or its time
   * would not come, or whoever gave it has left.
   */
  turn(lane: Lane, signal: AbortSignal): Promise<boolean>
  /** How many wait. */
  size(): number
}

type Waiting = { lane: Lane; settle(mayTry: boolean): void }

/**
 * Bounds how fast passwords are guessed, all guessers together, and keeps a turn for whoever knows the right one. What
 * is scarce is being looked at: five times a second. Lanes take turns, and the browsers that have logged in before take
 * turns with all others, so that somebody who gives many passwords waits for himself. Within a lane the first to come
 * is the first to be looked at.
 *
 * @param everyMs the time between two passwords once many have come
 */
export function loginQueue({
  everyMs = EVERY_MS,
  longestWaitMs = MAX_WAIT_SECONDS * 1000,
  mostWaiting = MAX_WAITING_PASSWORDS,
} = {}): LoginQueue {
  const known = new Map<string, Waiting[]>()
  const others = new Map<string, Waiting[]>()
  let waiting = 0
  let wasKnown = false
  /** When the next password could be looked at if none had ever come early. */
  let due = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const lanesOf = ({ isKnown }: Lane) => (isKnown ? known : others)

  function remove(lanes: Map<string, Waiting[]>, entry: Waiting): void {
    const lane = lanes.get(entry.lane.name) ?? []
    const place = lane.indexOf(entry)
    if (place < 0) return
    lane.splice(place, 1)
    waiting--
    if (lane.length === 0) lanes.delete(entry.lane.name)
  }

  /** The first of the lane whose turn it is, which then is the last lane. */
  function takeNext(): Waiting | undefined {
    const isKnown = known.size > 0 && (others.size === 0 || !wasKnown)
    const lanes = isKnown ? known : others
    const [name, lane = []] = lanes.entries().next().value ?? []
    const [first] = lane
    if (name === undefined || !first) return undefined
    wasKnown = isKnown
    remove(lanes, first)
    if (lanes.delete(name)) lanes.set(name, lane)
    return first
  }

  function serve(): void {
    clearTimeout(timer)
    while (waiting > 0) {
      const now = performance.now()
      const early = due - now - (AT_ONCE - 1) * everyMs
      if (early > 0) {
        timer = setTimeout(serve, early)
        return
      }
      due = Math.max(due, now) + everyMs
      takeNext()?.settle(true)
    }
  }

  /** Whether a newcomer may wait; where all places are taken, the last of the longest lane gives up his. */
  function hasRoomFor(lane: Lane): boolean {
    const own = lanesOf(lane).get(lane.name)?.length ?? 0
    if (lane.isKnown && own >= MOST_OF_A_BROWSER) return false
    if (waiting < mostWaiting) return true
    let longest: Waiting[] = []
    for (const other of others.values()) if (other.length > longest.length) longest = other
    // To take a place from somebody who has no more than the newcomer would be no fairer.
    if (!lane.isKnown && longest.length <= own + 1) return false
    longest.at(-1)?.settle(false)
    return true
  }

  return {
    size: () => waiting,
    async turn(lane, signal) {
      if (signal.aborted || !hasRoomFor(lane)) return false
      return new Promise((resolve) => {
        const lanes = lanesOf(lane)
        const leave = () => entry.settle(false)
        const tooLong = setTimeout(leave, longestWaitMs)
        const entry: Waiting = {
          lane,
          settle(mayTry) {
            clearTimeout(tooLong)
            signal.removeEventListener('abort', leave)
            remove(lanes, entry)
            resolve(mayTry)
          },
        }
        signal.addEventListener('abort', leave)
        lanes.set(lane.name, [...(lanes.get(lane.name) ?? []), entry])
        waiting++
        serve()
      })
    },
  }
}
