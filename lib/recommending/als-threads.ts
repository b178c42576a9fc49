import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { beginRows, stepRows } from './als-rows'
import type { AlsSetup, AlsTask } from './als-worker'

/** Has the sparse half of ALS done, by this thread and workers. */
export type AlsThreads = {
  run(task: AlsTask): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the workers: one fewer than there shall be threads, for this one does its share.
 *
 * @param setup its arrays must be in shared memory where there is more than one thread
 */
export async function startAlsThreads(setup: AlsSetup, threads: number): Promise<AlsThreads> {
  const workers = Array.from(
    { length: threads - 1 },
    () => new Worker(new URL('./als-worker.mjs', import.meta.url), { workerData: setup, execArgv: [] }),
  )
  const close = async () => void (await Promise.all(workers.map((worker) => worker.terminate())))
  try {
    await Promise.all(workers.map(nextAnswer))
  } catch (error) {
    await close()
    throw error
  }
  return {
    async run(task) {
      const [own, ...others] = divideRows(setup[task.side].likes.starts, task, threads)
      const answers = others.map((part, index) => {
        const worker = workers[index]
        worker?.postMessage({ ...task, ...part })
        return worker && nextAnswer(worker)
      })
      const rows = task.work === 'begin' ? beginRows : stepRows
      if (own) rows(setup[task.side], setup.scratch, setup.alpha, { block: task.block, ...own })
      await Promise.all(answers)
    },
    close,
  }
}

async function nextAnswer(worker: Worker): Promise<void> {
  const answered = new AbortController()
  const { signal } = answered
  const ended = once(worker, 'exit', { signal }).then(([code]) => {
    throw new Error(`A thread that computes likes ended with ${code}.`)
  })
  try {
    // `once` also rejects with an error of the worker.
    await Promise.race([once(worker, 'message', { signal }), ended])
  } finally {
    ended.catch(() => {})
    answered.abort()
  }
}

type Rows = { from: number; to: number }

/** Parts [from, to) with about as many likes each. */
function divideRows(starts: Int32Array, { from, to }: Rows, parts: number): Rows[] {
  const before = starts[from] ?? 0
  const likes = (starts[to] ?? 0) - before
  const divided: Rows[] = []
  let row = from
  for (let part = 1; part <= parts; part++) {
    const begin = row
    while (row < to && (part === parts || (starts[row] ?? 0) - before < (likes * part) / parts)) row++
    divided.push({ from: begin, to: row })
  }
  return divided
}
