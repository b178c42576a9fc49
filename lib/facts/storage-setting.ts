/** Where thumbnails and added encoders lie. */
export type StorageSetting = { kind: 'files'; folder: string } | S3Setting

/** A bucket of an S3-compatible store, and how it is got at. */
export type S3Setting = {
  kind: 's3'
  bucket: string
  /** What all keys begin with; empty, or with a slash at its end. */
  prefix: string
  /** Of the store; undefined for AWS's own. */
  endpoint: URL | undefined
  region: string
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string | undefined
}

const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/

/** The bucket and the prefix that `s3://BUCKET/PREFIX` names; null where it names none. */
export function parseBucket(address: string): Pick<S3Setting, 'bucket' | 'prefix'> | null {
  const [bucket = '', ...folders] = address.slice('s3://'.length).replace(/\/+$/, '').split('/')
  const isUsable = folders.every((folder) => folder !== '' && folder !== '.' && folder !== '..')
  if (!address.startsWith('s3://') || !BUCKET.test(bucket) || !isUsable) return null
  return { bucket, prefix: folders.map((folder) => `${folder}/`).join('') }
}

/** Where the objects are, for a person. */
export function placeOf(setting: StorageSetting): string {
  return setting.kind === 'files'
    ? setting.folder
    : `s3://${setting.bucket}/${setting.prefix}`.replace(/\/$/, '')
}
