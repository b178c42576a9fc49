import { onTestFinished } from 'vitest'

export type Reader = {
  /** How many answers there were, and every one that was not 200, once it has stopped. */
  stop(): Promise<{ answers: number; wrong: string[] }>
}

/** Somebody who asks for these paths of a site again and again, one after the other, whatever else goes on. */
export function keepReading(origin: string, paths: readonly string[]): Reader {
  const wrong: string[] = []
  let answers = 0
  let isStopped = false

  async function read(path: string): Promise<void> {
    const outcome = await fetch(`${origin}${path}`)
      .then(async (answer) => {
        await answer.arrayBuffer()
        return answer.status
      })
      .catch((error: unknown) => String(error))
    answers++
    if (outcome !== 200) wrong.push(`${path}: ${outcome}`)
  }

  async function readOn(): Promise<void> {
    while (!isStopped) for (const path of paths) await read(path)
  }

  const reading = readOn()
  async function stop() {
    isStopped = true
    await reading
    return { answers, wrong }
  }
  onTestFinished(async () => void (await stop()))
  return { stop }
}
