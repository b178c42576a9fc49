import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { startProcess } from '@/lib/admin/runs/start-process'
import { adminSite } from '../../app/admin-fixture'

const { dataDir } = await adminSite()

it.each([
  ['killed', 'The job ended before it began, with SIGKILL, and said nothing.'],
  ['silent', 'The job ended before it began, with exit code 7, and said nothing.'],
  ['crashed', 'The job ended before it began, with exit code 134:\nFATAL ERROR: no memory left'],
  ['refused', 'There is no model with a thumbnail.'],
])('a job that is %s before it begins says how it ended', async (way, complaint) => {
  expect(await startProcess('../tests/setup/jobs/ends-badly', [way])).toEqual({ runId: null, complaint })
  expect(readdirSync(path.join(dataDir, 'logs'))).toEqual([])
})
