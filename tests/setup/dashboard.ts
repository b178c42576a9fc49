import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, inject, onTestFinished } from 'vitest'
import { z } from 'zod'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { openSqliteFile } from './sqlite-file'
import { visit } from './browser'
import { ADMIN } from './npm-start'

export const PASSWORD = ADMIN.ADMIN_PASSWORD

/** A data directory of 160 models of the sample, with a run published, to do with as a test likes. */
export async function copyOfSmallSite(): Promise<string> {
  const from = inject('smallDataDir')
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  for (const folder of ['thumbnails', 'encoders']) {
    cpSync(path.join(from, folder), path.join(dataDir, folder), { recursive: true })
  }
  const connection = openSqliteFile(path.join(from, 'rec-a-sketch.db'))
  await connection.backup(path.join(dataDir, 'rec-a-sketch.db'))
  connection.close()
  return dataDir
}

/** Serves a data directory with a dashboard until the test is over. */
export async function serveDashboard(
  dataDir: string,
  variables: Record<string, string> = {},
): Promise<ServedSite> {
  const site = await serveSite(dataDir, { variables: { ...ADMIN, ...variables } })
  onTestFinished(site.stop)
  return site
}

/** The same on a port that is given, by a server that is there to be killed. */
export async function serveToBeKilled(
  dataDir: string,
  port: number,
  variables: Record<string, string>,
): Promise<ServedSite> {
  const site = await serveSite(dataDir, { port, variables: { ...ADMIN, ...variables } })
  onTestFinished(site.kill)
  return site
}

/** The process behind the active run of a job, and how far it is, as an admin on the shell finds it. */
export function activeRun(dataDir: string, job = 'precompute'): { pid: number; done: number } {
  const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
  const row = connection.prepare('SELECT pid, done FROM Run WHERE active = 1 AND job = ?').get(job)
  connection.close()
  return z.object({ pid: z.number(), done: z.number() }).parse(row)
}

/** Waits for so many signs of life of the active run. */
export async function beats(dataDir: string, most: number): Promise<void> {
  const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
  const last = connection.prepare('SELECT heartbeatAt FROM Run WHERE active = 1').pluck()
  for (let beat = 0; beat < most; beat++) {
    const seen = last.get()
    await expect.poll(() => last.get()).not.toBe(seen)
  }
  connection.close()
}

/** Opens the dashboard in a browser and logs in. */
export async function logIn(origin: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await visit('/admin', options, origin)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Log out' }).waitFor()
  return page
}

export type Api = (method: string, address: string, body?: object) => Promise<Response>

/** The API as a program calls it, logged in. */
export async function apiOf(origin: string): Promise<Api> {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: PASSWORD }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (method, address, body) =>
    fetch(`${origin}${address}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
}

/** Waits until a run is what is expected. */
export async function becomes(api: Api, address: string, state: Record<string, unknown>): Promise<void> {
  await expect.poll(async () => (await api('GET', address)).json(), { interval: 100 }).toMatchObject(state)
}
