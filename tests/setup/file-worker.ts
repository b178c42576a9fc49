import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, inject } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { startCommand } from './commands'
import type { TestPlace } from './temporary'

/** Over PostgreSQL, where starts are left to workers: has one until all tests of the file are over. */
export function workerOfFile(place: TestPlace): void {
  if (!inject('postgresql')) return
  beforeAll(async () => {
    const worker = startCommand('worker', [], { ...place.environment, WORKERS: '1' })
    const database = await openDatabase(place)
    while ((await database.units.workers.list()).length === 0) await delay(50)
    await database.close()
    return () => void worker.kill('SIGTERM')
  })
}
