import { placeOf, type S3Setting } from '@/lib/facts/storage-setting'
import type { Refusal } from './s3-answers'
import { beginningOf } from '@/lib/text/cut-text'
import { StorageError } from './storage-error'

export type Deed = 'read' | 'written to' | 'listed'

/** Characters of what a store says. */
const MOST_SAID = 300

const CREDENTIALS =
  'see to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and to AWS_SESSION_TOKEN where they need one'
const REGION = 'set AWS_REGION to the region of the bucket'

/** What to do, by what the store said. */
const ADVICE: Record<string, string> = {
  NoSuchBucket: 'make the bucket, or set STORAGE to one that exists',
  InvalidBucketName: 'set STORAGE to a bucket that exists',
  InvalidAccessKeyId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  ExpiredToken: 'set AWS_SESSION_TOKEN and the two that belong to it anew',
  RequestTimeTooSkewed: 'set this machine’s clock',
  AuthorizationHeaderMalformed: REGION,
  PermanentRedirect: REGION,
  IllegalLocationConstraintException: REGION,
}

/** What a store refused, as an error for a person. No credential stands in it, whatever the store said. */
export function refused(setting: S3Setting, deed: Deed, { code, message, status }: Refusal): StorageError {
  const advice =
    ADVICE[code] ??
    (status === 403
      ? `give AWS_ACCESS_KEY_ID the right that it lacks on the bucket of STORAGE (GetObject, PutObject, DeleteObject, ListBucket)`
      : status === 301
        ? REGION
        : 'see to STORAGE and AWS_ENDPOINT_URL')
  const said = message === '' ? code : `${code} (${message.replace(/[.\s]+$/, '')})`
  return new StorageError(
    `STORAGE=${placeOf(setting)} cannot be ${deed}: the store said ${withoutSecrets(said, setting)}; ${advice}.`,
  )
}

/** That a store could not be asked, or was in trouble each time. */
export function outOfReach(setting: S3Setting, host: string, reason: string, tries: number): StorageError {
  const times = tries === 1 ? '' : ` (${tries} times)`
  const where = setting.endpoint ? 'AWS_ENDPOINT_URL' : 'AWS_REGION and the network'
  return new StorageError(
    `STORAGE=${placeOf(setting)} cannot be reached: ${host} said ${withoutSecrets(reason, setting)}${times}; see to ${where}, or try again later.`,
  )
}

/** What a store said, on one line: it may repeat what it was sent, and be of any length. */
function withoutSecrets(said: string, { accessKeyId, secretAccessKey, sessionToken }: S3Setting): string {
  const secrets = [secretAccessKey, sessionToken, accessKeyId].filter((secret) => secret !== undefined)
  const shown = secrets.reduce((text, secret) => text.replaceAll(secret, '(not shown)'), said)
  return beginningOf(shown.replace(/[\s\p{Cc}]+/gu, ' ').trim(), MOST_SAID)
}
