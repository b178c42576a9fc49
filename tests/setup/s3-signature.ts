import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Who a server lets in, and from where. */
export type Account = {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string | undefined
  region: string
}

const MOST_MINUTES_OFF = 15
const NEEDED = ['host', 'x-amz-content-sha256', 'x-amz-date']

/**
 * What is wrong with the signature of a request, as an S3 error code; null when it is right. Computed by itself from the
 * specification of AWS Signature Version 4, with no code of whoever signs.
 */
export function faultOfSignature(request: IncomingMessage, body: Buffer, account: Account): string | null {
  const { authorization = '' } = request.headers
  const header = (name: string) => String(request.headers[name] ?? '')
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      authorization,
    )
  if (!match) return 'AccessDenied'
  const [, keyId = '', day = '', region = '', signed = '', signature] = match
  if (keyId !== account.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== account.region) return 'AuthorizationHeaderMalformed'
  if (header('x-amz-security-token') !== (account.sessionToken ?? '')) return 'InvalidToken'
  const names = signed.split(';')
  const needed = [...NEEDED, ...(account.sessionToken === undefined ? [] : ['x-amz-security-token'])]
  if (!needed.every((name) => names.includes(name))) return 'AccessDenied'

  const time = header('x-amz-date')
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!time.startsWith(day)) return 'SignatureDoesNotMatch'
  if (!(Math.abs(at - Date.now()) < MOST_MINUTES_OFF * 60_000)) return 'RequestTimeTooSkewed'

  const url = request.url ?? '/'
  const [path = '/', query = ''] = url.split('?')
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('=').map(decodeURIComponent))
  const canonical = [
    request.method,
    path.split('/').map(decodeURIComponent).map(encode).join('/'),
    pairs
      .map(([name = '', value = '']) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${header(name).trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    header('x-amz-content-sha256'),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${account.secretAccessKey}`),
  )
  if (createHmac('sha256', key).update(text).digest('hex') !== signature) return 'SignatureDoesNotMatch'
  return sha256(body) === header('x-amz-content-sha256') ? null : 'XAmzContentSHA256Mismatch'
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** All but letters, digits and `-._~` as their bytes in hexadecimal. */
function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const sign = String.fromCharCode(byte)
      return /[A-Za-z0-9._~-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
