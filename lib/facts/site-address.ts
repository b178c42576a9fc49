/** The address that a server on this host and port is reached at from the same machine. */
export function siteAddress({ host, port }: { host: string; port: number }): URL {
  const shown = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return new URL(`http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`)
}
