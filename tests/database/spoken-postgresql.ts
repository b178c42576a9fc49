import { once } from 'node:events'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** A message of PostgreSQL's protocol. */
function message(type: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}

const READY = message('Z', Buffer.from('I'))

function numbers(...values: [bytes: 2 | 4, value: number][]): Buffer {
  const all = values.map(([bytes, value]) => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeIntBE(value, 0, bytes)
    return buffer
  })
  return Buffer.concat(all)
}

/** A server that speaks PostgreSQL just well enough to refuse whoever connects. @returns its address */
export function refusingServer(code: string, reason: string): Promise<string> {
  return serve(() => message('E', 'SFATAL', `C${code}`, `M${reason}`, Buffer.alloc(1)))
}

/** One that lets everybody in, and answers each question with its version. @returns its address */
export function serverOfVersion(version: string): Promise<string> {
  const text = Buffer.from(version)
  const columns = message(
    'T',
    numbers([2, 1]),
    'server_version',
    numbers([4, 0], [2, 0], [4, 25], [2, -1], [4, -1], [2, 0]),
  )
  const row = message('D', numbers([2, 1], [4, text.length]), text)
  return serve((isFirst) =>
    isFirst
      ? Buffer.concat([message('R', numbers([4, 0])), READY])
      : Buffer.concat([columns, row, message('C', 'SHOW'), READY]),
  )
}

async function serve(answer: (isFirst: boolean) => Buffer): Promise<string> {
  const server = createServer((socket) => {
    let isFirst = true
    socket.on('error', () => {})
    socket.on('data', (asked) => {
      // X says good-bye.
      if (!isFirst && asked[0] === 0x58) return socket.end()
      const said = answer(isFirst)
      isFirst = false
      // After an error it has nothing more to say.
      return said[0] === 0x45 ? socket.end(said) : socket.write(said)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return `postgresql://ada:the-password@127.0.0.1:${port}/models`
}
