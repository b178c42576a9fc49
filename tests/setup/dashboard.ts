import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { inject, onTestFinished } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { openConnection } from '@/lib/db/connection'
import { visit } from './browser'
import { ADMIN } from './npm-start'

export const PASSWORD = ADMIN.ADMIN_PASSWORD

/** A data directory with all that the served site's has, to do with as a test likes. */
export async function copyOfSite(): Promise<string> {
  const from = inject('dataDir')
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rec-a-sketch-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  for (const folder of ['thumbnails', 'encoders']) {
    cpSync(path.join(from, folder), path.join(dataDir, folder), { recursive: true })
  }
  const connection = openConnection(path.join(from, 'rec-a-sketch.db'))
  await connection.backup(path.join(dataDir, 'rec-a-sketch.db'))
  connection.close()
  return dataDir
}

/** Serves a data directory with a dashboard until the test is over. */
export async function serveDashboard(dataDir: string, port?: number): Promise<ServedSite> {
  const site = await serveSite(dataDir, { port, variables: ADMIN })
  onTestFinished(site.stop)
  return site
}

/** Opens the dashboard in a browser and logs in. */
export async function logIn(origin: string): Promise<Page> {
  const page = await visit('/admin', {}, origin)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Log out' }).waitFor()
  return page
}

/** The API as a program calls it, logged in. */
export async function apiOf(origin: string) {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: PASSWORD }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return (method: string, address: string, body?: object) =>
    fetch(`${origin}${address}`, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
}
