import { existsSync, realpathSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { databaseFileOf, isDatabaseUrl, shownDatabaseUrl } from './database-url'
import { engineNames } from './engine-names'
import { readEnvFile } from './env-file'
import { keepFilesPrivate } from './private-files'
import { parseBucket, type StorageSetting } from './storage-setting'

const port = z.coerce
  .number('must be a whole number')
  .int('must be a whole number')
  .min(1, 'must be 1 to 65535')
  .max(65535, 'must be 1 to 65535')

const yesOrNo = z.stringbool({
  truthy: ['true', '1', 'yes'],
  falsy: ['false', '0', 'no'],
  error: 'must be true or false',
})

/** What may be set to run the encoder; `auto` takes the first of them that loads. */
export const engineSettings = ['auto', ...engineNames] as const
export type EngineSetting = (typeof engineSettings)[number]

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'must start with file: (SQLite) or postgresql:// (PostgreSQL 15 or later)')
    .refine(isWhole, 'must be an address like postgresql://user:password@host:5432/database')
    .optional(),
  ENGINE: z.enum(engineSettings).default('auto'),
  ADMIN_PASSWORD: z.string().min(8, 'must have 8 characters or more').optional(),
  SESSION_SECRET: z.string().min(32, 'must have 32 characters or more').optional(),
  SKETCHFAB_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .default('https://api.sketchfab.com/v3'),
  SKETCHFAB_API_TOKEN: z.string().optional(),
  HF_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
    .refine(isBareAddress, 'must be an address without credentials or a query')
    .default('https://huggingface.co'),
  HF_TOKEN: z
    .string()
    .regex(/^[!-~]+$/, 'must be one word of plain letters, digits and signs')
    .optional(),
  SITE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
    .refine(isOrigin, 'must be an address without a path, like https://models.example')
    .optional(),
  TRUST_PROXY: yesOrNo.default(false),
  SEARCH_ONLINE: yesOrNo.default(false),
  WORKERS: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(1, 'must be 1 to 256')
    .max(256, 'must be 1 to 256')
    .default(availableParallelism),
  COLLECT_LIKES: yesOrNo.default(false),
  LIKES_SECRET: z.string().min(16, 'must have 16 characters or more').optional(),
  STORAGE: z
    .string()
    .refine(isStorage, 'must be file:FOLDER or s3://BUCKET/PREFIX, without credentials')
    .optional(),
})

function shown(name: string, value: string): string {
  if (SECRET.test(name) || (MAY_HOLD_SECRETS.test(name) && value.includes('@'))) {
    return value === '' ? '' : '(not shown)'
  }
  return name === 'DATABASE_URL' ? shownDatabaseUrl(value) : value
}

/** A password with a sign that an address has other uses for would else be taken for part of the host. */
function isWhole(address: string): boolean {
  return databaseFileOf(address) !== null || URL.canParse(address)
}

/** Others read these, too: they count only where STORAGE names a bucket. */
const bucketSchema = z.object({
  AWS_ENDPOINT_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address', abort: true })
    .refine(isBareAddress, 'must be an address without credentials or a query')
    .optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be the name of a region, like eu-central-1')
    .default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string('must be set, since STORAGE names a bucket'),
  AWS_SECRET_ACCESS_KEY: z.string('must be set, since STORAGE names a bucket'),
  AWS_SESSION_TOKEN: z.string().optional(),
})

function isStorage(storage: string): boolean {
  return /^file:./.test(storage) || parseBucket(storage) !== null
}

function isBareAddress(address: string): boolean {
  const { username, password, search, hash } = new URL(address)
  return username === '' && password === '' && search === '' && hash === ''
}

function isOrigin(address: string): boolean {
  const { origin, href } = new URL(address)
  return href === `${origin}/`
}

/** These are never shown, not even when they are wrong. */
const SECRET = /PASSWORD|SECRET|TOKEN|ACCESS_KEY/
/** What somebody may have written credentials into. */
const MAY_HOLD_SECRETS = /^(?:STORAGE|AWS_ENDPOINT_URL|HF_ENDPOINT)$/

/** The settings of one process, paths made absolute. */
export type Env = {
  port: number
  host: string
  /** Holds the database, the thumbnails and the compiled encoders. */
  dataDir: string
  /** The database: `file:` and the whole path of an SQLite file, or `postgresql://…`, with its password. */
  databaseUrl: string
  engine: EngineSetting
  /** Opens the dashboard; without one nobody can log in. */
  adminPassword: string | undefined
  /** Seals the cookies of who is logged in. */
  sessionSecret: string | undefined
  /** The Data API that the crawl asks, without a slash at the end. */
  sketchfabApiUrl: string
  sketchfabApiToken: string | undefined
  /** The hub that encoders are taken from, without a slash at the end, and a token for it. */
  hubUrl: string
  hubToken: string | undefined
  /** What a browser shows as the address of the site, without a path. */
  siteUrl: URL | undefined
  /** Whether what proxies say of a request is believed. */
  trustProxy: boolean
  /** Whether pictures are fetched from elsewhere for whoever searches by a link or an address. */
  searchOnline: boolean
  /** How many processes `npm run worker` has work here. */
  workers: number
  /** Whether hearts that visitors give are stored as likes. */
  collectLikes: boolean
  /** What users are hashed with; by default a secret kept in the data directory. */
  likesSecret: string | undefined
  /** Where thumbnails and added encoders lie: DATA_DIR, another folder, or a bucket. */
  storage: StorageSetting
}

/**
 * Reads the settings out of an environment; an empty value counts as not set.
 *
 * @throws Error naming every variable that is wrong, its value unless that is a secret, and what it must be.
 */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(set)
  if (!parsed.success) throw unusable(set, parsed.error)
  const { PORT, HOST, DATA_DIR, DATABASE_URL, ENGINE, ADMIN_PASSWORD, SESSION_SECRET } = parsed.data
  const { SKETCHFAB_API_URL, SKETCHFAB_API_TOKEN, SITE_URL, TRUST_PROXY, WORKERS, LIKES_SECRET } = parsed.data
  const { HF_ENDPOINT, HF_TOKEN, SEARCH_ONLINE, COLLECT_LIKES } = parsed.data
  const dataDir = path.resolve(DATA_DIR)
  return {
    port: PORT,
    host: HOST,
    dataDir,
    databaseUrl: wholeUrl(DATABASE_URL ?? `file:${path.join(dataDir, 'rec-a-sketch.db')}`),
    engine: ENGINE,
    adminPassword: ADMIN_PASSWORD,
    sessionSecret: SESSION_SECRET,
    sketchfabApiUrl: SKETCHFAB_API_URL.replace(/\/+$/, ''),
    sketchfabApiToken: SKETCHFAB_API_TOKEN,
    hubUrl: HF_ENDPOINT.replace(/\/+$/, ''),
    hubToken: HF_TOKEN,
    siteUrl: SITE_URL === undefined ? undefined : new URL(SITE_URL),
    trustProxy: TRUST_PROXY,
    searchOnline: SEARCH_ONLINE,
    workers: WORKERS,
    collectLikes: COLLECT_LIKES,
    likesSecret: LIKES_SECRET,
    storage: storageOf(set, dataDir),
  }
}

function wholeUrl(databaseUrl: string): string {
  const file = databaseFileOf(databaseUrl)
  return file === null ? databaseUrl : `file:${path.resolve(file)}`
}

function storageOf(set: Record<string, string | undefined>, dataDir: string): StorageSetting {
  const { STORAGE } = set
  const named = STORAGE === undefined ? null : parseBucket(STORAGE)
  if (named === null) {
    return {
      kind: 'files',
      folder: STORAGE === undefined ? dataDir : path.resolve(STORAGE.slice('file:'.length)),
    }
  }
  const parsed = bucketSchema.safeParse(set)
  if (!parsed.success) throw unusable(set, parsed.error)
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = parsed.data
  return {
    kind: 's3',
    ...named,
    endpoint: AWS_ENDPOINT_URL === undefined ? undefined : new URL(AWS_ENDPOINT_URL),
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: parsed.data.AWS_SESSION_TOKEN,
  }
}

function unusable(set: Record<string, string | undefined>, { issues }: z.ZodError): Error {
  const lines = issues.map((issue) => {
    const name = String(issue.path[0])
    return `  ${name}=${shown(name, set[name] ?? '')} ${issue.message}`
  })
  return new Error(`The environment is not usable (see .env.example):\n${lines.join('\n')}`)
}

/**
 * Sets a variable for libraries that read the environment, and for processes that this one starts, unless whoever
 * started this one has set it.
 */
export function setUnlessGiven(name: string, value: string): void {
  process.env[name] ||= value
}

/** Whether this process builds the site: the pages that it makes meanwhile, without a database, are never served. */
export const isBuildingPages = (): boolean => process.env.NEXT_PHASE === 'phase-production-build'

let current: Env | undefined

/**
 * The folder that whoever typed the command was in: npm runs scripts in the checkout, and tells where it was called from.
 */
export function typedIn(): string {
  const { INIT_CWD, npm_package_json } = process.env
  // An npm further up has run something else, which has started this process.
  const isOfNpm = isSameFile(npm_package_json, 'package.json')
  return isOfNpm && INIT_CWD ? INIT_CWD : process.cwd()
}

function isSameFile(one: string | undefined, other: string): boolean {
  return one !== undefined && existsSync(one) && realpathSync(one) === realpathSync(other)
}

/**
 * This process's settings: its environment over a `.env` in the working directory, parsed once. From the first call on,
 * what the process writes is for its user alone.
 */
export function env(): Env {
  if (!current) {
    for (const [name, value] of Object.entries(readEnvFile('.env'))) process.env[name] ??= value
    current = parseEnv(process.env)
    keepFilesPrivate(current)
  }
  return current
}
