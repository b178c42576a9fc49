import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, type TransferListItem, workerData } from 'node:worker_threads'
import type { OpenWork, ThreadSetup } from './work'

type Asked = { number: number; request: unknown }

/** Below that of the thread that answers requests: pages come first, and an idle processor is used all the same. */
const NICENESS = 10

const { module, setup }: ThreadSetup = workerData
const say = (message: object, transfer: readonly TransferListItem[] = []) =>
  parentPort?.postMessage(message, transfer)

try {
  yieldToPages()
  const { open }: { open: OpenWork<unknown, unknown> } = await import(
    pathToFileURL(path.resolve(module)).href
  )
  const answerTo = await open(setup)
  let last = Promise.resolve()
  parentPort?.on('message', ({ number, request }: Asked) => {
    last = last.then(async () => {
      try {
        const { answer, transfer } = await answerTo(request)
        say({ number, answer }, transfer)
      } catch (error) {
        say({ number, error: described(error) })
      }
    })
  })
} catch (error) {
  say({ number: null, error: described(error) })
  // The messages that have come meanwhile would keep it waiting for more.
  parentPort?.close()
}

/** On Linux the priority of process 0 is that of the thread alone, and of those that it starts; elsewhere of the process. */
function yieldToPages(): void {
  if (process.platform !== 'linux') return
  try {
    os.setPriority(0, NICENESS)
  } catch {
    // A container may forbid it.
  }
}

function described(error: unknown): { kind: string; message: string } {
  return error instanceof Error
    ? { kind: error.name, message: error.message }
    : { kind: '', message: String(error) }
}
