import type { Connection } from './connection'

/** A statement for all connections: each prepares it at the first use, and keeps it. */
export function statement<Given extends unknown[], Row = unknown>(text: string) {
  const prepare = (connection: Connection) => connection.prepare<Given, Row>(text)
  const prepared = new WeakMap<Connection, ReturnType<typeof prepare>>()
  return (connection: Connection) => {
    const known = prepared.get(connection) ?? prepare(connection)
    prepared.set(connection, known)
    return known
  }
}
