import { once } from 'node:events'
import type { Server } from 'node:http'
import { constants } from 'node:os'
import { MAX_STOPPING_SECONDS } from './bounds'

/**
 * Serves until the process is asked to stop by SIGINT or SIGTERM: then nothing new is taken on, and what is being
 * answered may end. A second signal ends that, too.
 *
 * @returns the exit code: 130 after SIGINT, 143 after SIGTERM
 * @throws Error when nothing can listen there.
 */
export async function serveUntilStopped(server: Server, host: string, port: number): Promise<number> {
  const stopped = firstSignal(['SIGINT', 'SIGTERM'])
  server.listen(port, host)
  await once(server, 'listening')
  const signal = await stopped

  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const hurry = () => server.closeAllConnections()
  const patience = setTimeout(hurry, MAX_STOPPING_SECONDS * 1000)
  process.once('SIGINT', hurry).once('SIGTERM', hurry)
  await closed
  clearTimeout(patience)
  return 128 + constants.signals[signal]
}

function firstSignal(signals: readonly ('SIGINT' | 'SIGTERM')[]): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve(signal))
  })
}
