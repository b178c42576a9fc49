import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, inject, it } from 'vitest'
import { freePort } from '@/lib/benchmark/served-site'
import { npmStart } from '../setup/npm-start'

it('npm start says what it does: sample catalogue, precompute, address', () => {
  expect(inject('startOutput')).toMatch(
    /Loading the sample catalogue: done in [\d.]+ s[^]*Index run 1 over 1852 models is published[^]*Computing what looks alike: done in [\d.]+ s[^]*Rec-a-Sketch is at http/,
  )
})

it('a second npm start does nothing again, and Ctrl-C stops all of it', async () => {
  const site = await npmStart(inject('dataDir'), await freePort())
  expect(site.output().trim()).toBe(`Rec-a-Sketch is at ${site.origin}  (Ctrl-C stops it)`)
  expect((await fetch(site.origin)).status).toBe(200)

  expect(await site.stop()).toBe(0)
  await expect(fetch(site.origin)).rejects.toThrow()
})

it('a port that is taken is named, before anything else is done', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const dataDir = await mkdtemp(path.join(tmpdir(), 'rec-a-sketch-'))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port) },
    encoding: 'utf8',
  })
  occupant.close()
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
  })
  expect(existsSync(path.join(dataDir, 'rec-a-sketch.db'))).toBe(false)
  await rm(dataDir, { recursive: true })
})
