import { parentPort, workerData } from 'node:worker_threads'
import { type AlsHalf, type AlsPart, type AlsScratch, beginRows, stepRows } from './als-rows'

/** What a worker is started with; all arrays are in memory that it shares. */
export type AlsSetup = { users: AlsHalf; models: AlsHalf; scratch: AlsScratch; alpha: number }

/** What it is asked for; it answers when that is done. */
export type AlsTask = AlsPart & { side: 'users' | 'models'; work: 'begin' | 'step' }

const { scratch, alpha, ...halves }: AlsSetup = workerData

parentPort?.on('message', ({ side, work, ...part }: AlsTask) => {
  const rows = work === 'begin' ? beginRows : stepRows
  rows(halves[side], scratch, alpha, part)
  parentPort?.postMessage('done')
})
parentPort?.postMessage('ready')
