/** Of PostgreSQL: the connection failed, is shut down, crashed, cannot connect now, idled too long, or there are too many. */
const SERVER_CODES = /^(08...|57P0[1235]|25P03|53300)$/
const NETWORK_CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/
/** How Prisma calls a server that cannot be reached, or has closed the connection. */
const PRISMA_CODES = /^(P1001|P1002|P1017)$/
/** Prisma says what the server said in words alone, too. */
const MESSAGES =
  /Code: `(?:08\w{3}|57P0[1235]|25P03|53300)`|Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable|Client has encountered a connection error/

/** Whether an error says that the database could not be reached, so that the same may go well in a while. */
export function isConnectionFault(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false
  const code = 'code' in error ? String(error.code) : ''
  if (SERVER_CODES.test(code) || NETWORK_CODES.test(code) || PRISMA_CODES.test(code)) return true
  if (MESSAGES.test(error.message)) return true
  if (error instanceof AggregateError && error.errors.some((one) => isConnectionFault(one, depth + 1)))
    return true
  return isConnectionFault(error.cause, depth + 1)
}
