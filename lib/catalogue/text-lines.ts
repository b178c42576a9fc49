import { isUtf8 } from 'node:buffer'
import { MAX_ROW_BYTES, MAX_TABLE_BYTES } from './bounds'

/** One line of a text file with the ending that it had, or why it cannot be read. */
export type TextLine =
  { number: number; text: string; ending: '' | '\n' | '\r\n' | '\r' } | { number: number; reason: string }

/** What stands at 0x80 to 0x9F in Windows-1252, which is Latin-1 otherwise; five bytes mean nothing in it. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
const UTF8_MARK = Buffer.from('\uFEFF')
/** So many bytes tell the encoding. */
const TELLING_BYTES = 4
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d]

/**
 * Reads the lines of a text file, in batches, as spreadsheets and editors write them: UTF-8, UTF-16 with a byte order
 * mark or recognisable without, or Windows-1252 (Latin-1 among it), of which each line that is not UTF-8 is taken to
 * be. Lines end in LF, CRLF, or, when the first one does, in CR.
 *
 * @param name of the file, for messages
 * @param warn told once, after the last line, when some were read as Windows-1252
 * @throws Error when it is not text, or larger than MAX_TABLE_BYTES.
 */
export async function* textLines(
  input: AsyncIterable<Buffer>,
  name: string,
  warn: (warning: string) => void,
): AsyncGenerator<TextLine[]> {
  const guessed = { first: 0, count: 0 }
  let number = 0
  for await (const lines of byteLines(asUtf8(bounded(input, name), name))) {
    yield lines.map(({ bytes, ending }): TextLine => {
      number++
      if (bytes === null) return { number, reason: `it has more than ${MAX_ROW_BYTES} bytes` }
      const decoded = decodeLine(bytes)
      if (decoded === null)
        return { number, reason: 'it is neither UTF-8 nor Windows-1252; save the file as UTF-8' }
      if (decoded.isGuessed) {
        guessed.first ||= number
        guessed.count++
      }
      return { number, text: decoded.text, ending }
    })
  }
  if (guessed.count === 0) return
  const which =
    guessed.count === 1
      ? `line ${guessed.first} is`
      : `line ${guessed.first} and ${guessed.count - 1} more are`
  warn(
    `${name}: ${which} not UTF-8, and read as Windows-1252, the encoding of Excel’s plain CSV. Where that gives wrong letters, save the file as “CSV UTF-8”.`,
  )
}

async function* bounded(input: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of input) {
    bytes += chunk.length
    if (bytes > MAX_TABLE_BYTES)
      throw new Error(`${name} has more than ${MAX_TABLE_BYTES} bytes. Split it into several files.`)
    yield chunk
  }
}

type Encoding = 'utf-16le' | 'utf-16be' | 'of single bytes'

/** Without byte order mark; UTF-16 as UTF-8, all else as it is. */
async function* asUtf8(input: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let encoding: Encoding | undefined
  let utf16: TextDecoder | null = null
  for await (const chunk of withLongStart(input)) {
    let bytes = chunk
    if (encoding === undefined) {
      encoding = encodingOf(chunk, name)
      if (encoding !== 'of single bytes') utf16 = new TextDecoder(encoding)
      else if (chunk.subarray(0, 3).equals(UTF8_MARK)) bytes = chunk.subarray(3)
    }
    yield utf16 ? Buffer.from(utf16.decode(bytes, { stream: true })) : bytes
  }
  if (utf16) yield Buffer.from(utf16.decode())
}

/** The same bytes, with enough of them in the first chunk to tell the encoding. */
async function* withLongStart(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0)
  for await (const chunk of input) {
    if (start === null) yield chunk
    else {
      start = Buffer.concat([start, chunk])
      if (start.length < TELLING_BYTES) continue
      yield start
      start = null
    }
  }
  if (start !== null && start.length > 0) yield start
}

/** @throws Error when the bytes are no text, or of an encoding that is not read. */
function encodingOf(start: Buffer, name: string): Encoding {
  const [a, b, c, d] = start
  const isAt = (bytes: string) => start.subarray(0, bytes.length).equals(Buffer.from(bytes, 'latin1'))
  if (isAt('PK\x03\x04') || isAt('\xd0\xcf\x11\xe0'))
    throw new Error(`${name} is a workbook or an archive, not text. Save its table as “CSV UTF-8”.`)
  if (isAt('\xff\xfe\0\0') || isAt('\0\0\xfe\xff')) throw new Error(`${name} is in UTF-32. Save it as UTF-8.`)
  if (isAt('\xff\xfe') || (a && b === 0 && c && d === 0)) return 'utf-16le'
  if (isAt('\xfe\xff') || (a === 0 && b && c === 0 && d)) return 'utf-16be'
  return 'of single bytes'
}

/** A line's bytes, null when they are too many. */
type ByteLine = { bytes: Buffer | null; ending: '' | '\n' | '\r\n' | '\r' }

async function* byteLines(input: AsyncIterable<Buffer>): AsyncGenerator<ByteLine[]> {
  let rest: Buffer = Buffer.alloc(0)
  let terminator: number | null = null
  let isTooLong = false

  /** Takes whole lines off the rest. */
  function cut(at: number): ByteLine[] {
    const lines: ByteLine[] = []
    let start = 0
    for (let end = rest.indexOf(at); end !== -1; end = rest.indexOf(at, start)) {
      lines.push(lineOf(rest.subarray(start, end), at, isTooLong))
      isTooLong = false
      start = end + 1
    }
    rest = rest.subarray(start)
    return lines
  }

  for await (const chunk of input) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    terminator ??= terminatorOf(rest)
    if (terminator !== null) yield cut(terminator)
    if (rest.length > MAX_ROW_BYTES) isTooLong = true
    if (isTooLong) rest = Buffer.alloc(0)
  }
  yield cut(terminator ?? CARRIAGE_RETURN)
  if (rest.length > 0 || isTooLong) yield [{ bytes: isTooLong ? null : rest, ending: '' }]
}

/** What ends the first line decides for all; null while it is not there. */
function terminatorOf(bytes: Buffer): number | null {
  const [feed, carriageReturn] = [bytes.indexOf(LINE_FEED), bytes.indexOf(CARRIAGE_RETURN)]
  if (carriageReturn === -1) return feed === -1 ? null : LINE_FEED
  if (feed === -1) return carriageReturn === bytes.length - 1 ? null : CARRIAGE_RETURN
  return carriageReturn < feed - 1 ? CARRIAGE_RETURN : LINE_FEED
}

function lineOf(bytes: Buffer, terminator: number, isTooLong: boolean): ByteLine {
  const isPair = terminator === LINE_FEED && bytes.at(-1) === CARRIAGE_RETURN
  const line = isPair ? bytes.subarray(0, -1) : bytes
  const ending = terminator === CARRIAGE_RETURN ? '\r' : isPair ? '\r\n' : '\n'
  return { bytes: isTooLong || line.length > MAX_ROW_BYTES ? null : line, ending }
}

/** Null when the bytes are text in neither encoding. */
function decodeLine(bytes: Buffer): { text: string; isGuessed: boolean } | null {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), isGuessed: false }
  const text = bytes
    .toString('latin1')
    .replaceAll(/[\x80-\x9f]/g, (character) => WINDOWS_1252.charAt(character.charCodeAt(0) - 0x80))
  return /[\x80-\x9f]/.test(text) ? null : { text, isGuessed: true }
}
