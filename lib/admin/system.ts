import 'server-only'
import { shownDatabaseUrl } from '@/lib/facts/database-url'
import { env } from '@/lib/facts/env'
import { readPackageVersion } from '@/lib/facts/package-version'
import { placeOf, type S3Setting } from '@/lib/facts/storage-setting'
import { storage } from '@/lib/serving/storage'
import type { SystemView } from './views'

/** What this installation is and how it is set, without secrets: of those only whether they are there. */
export async function readSystem(): Promise<SystemView> {
  const { host, port, dataDir, databaseUrl, engine, storage: setting, adminPassword, sessionSecret } = env()
  const place = placeOf(setting)
  const isSet = (secret: string | undefined) => (secret === undefined ? 'not set' : 'set')
  return [
    { name: 'Rec-a-Sketch', value: await readPackageVersion() },
    { name: 'Node.js', value: `${process.versions.node} on ${process.platform} ${process.arch}` },
    { name: 'HOST', value: host },
    { name: 'PORT', value: String(port) },
    { name: 'DATA_DIR', value: dataDir },
    { name: 'DATABASE_URL', value: shownDatabaseUrl(databaseUrl) },
    { name: 'STORAGE', value: setting.kind === 'files' ? `file:${place}` : await stateOf(place) },
    ...(setting.kind === 'files' ? [] : bucketRows(setting)),
    { name: 'ENGINE', value: engine },
    { name: 'ADMIN_PASSWORD', value: isSet(adminPassword) },
    { name: 'SESSION_SECRET', value: isSet(sessionSecret) },
  ]
}

function bucketRows({ endpoint, region, sessionToken }: S3Setting): SystemView {
  return [
    { name: 'AWS_ENDPOINT_URL', value: endpoint?.href ?? 'AWS’s own' },
    { name: 'AWS_REGION', value: region },
    { name: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY', value: 'set' },
    { name: 'AWS_SESSION_TOKEN', value: sessionToken === undefined ? 'not set' : 'set' },
  ]
}

/** Where pictures are, and whether they can be reached from here at the moment. */
async function stateOf(place: string): Promise<string> {
  return storage()
    .check('read')
    .then(
      () => `${place}, which can be reached`,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
}
