import 'server-only'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { shownDatabaseUrl } from '@/lib/facts/database-url'
import { env } from '@/lib/facts/env'
import type { SystemView } from './views'

const packageFile = z.object({ version: z.string() })

/** What this installation is and how it is set, without secrets: of those only whether they are there. */
export async function readSystem(): Promise<SystemView> {
  const { version } = packageFile.parse(JSON.parse(await readFile('package.json', 'utf8')))
  const { host, port, dataDir, databaseUrl, engine, adminPassword, sessionSecret } = env()
  const isSet = (secret: string | undefined) => (secret === undefined ? 'not set' : 'set')
  return [
    { name: 'Rec-a-Sketch', value: version },
    { name: 'Node.js', value: `${process.versions.node} on ${process.platform} ${process.arch}` },
    { name: 'HOST', value: host },
    { name: 'PORT', value: String(port) },
    { name: 'DATA_DIR', value: dataDir },
    { name: 'DATABASE_URL', value: shownDatabaseUrl(databaseUrl) },
    { name: 'ENGINE', value: engine },
    { name: 'ADMIN_PASSWORD', value: isSet(adminPassword) },
    { name: 'SESSION_SECRET', value: isSet(sessionSecret) },
  ]
}
