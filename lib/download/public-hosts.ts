import { lookup as resolve } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** All that was given out of IPv6 for the public internet; beyond it even an address of no known purpose is none. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

/** Where an address that is written out may be of one's own network: what somebody has configured, they have meant. */
const OWN_NETWORK = ['loopback', 'private', 'uniqueLocal']

/**
 * Whether an IP address is one of the public internet, not of this machine or its own network, nor one that stands for
 * another (IPv4 within IPv6, by translation or tunnel) unless that is public.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  const parsed = ipaddr.process(withoutZone(address))
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST))
}

/** Whether a host is written as an IP address that is not public. The brackets of IPv6 may be there. */
export function isPrivateLiteral(host: string): boolean {
  const address = withoutBrackets(host)
  return isIP(address) !== 0 && !isPublicAddress(address)
}

/**
 * Whether a host that somebody has configured says by itself that it is this machine or on its own network: `localhost`
 * or an address of theirs. A name says nothing: what it resolves to is another's to decide.
 */
export function isOwnNetwork(host: string): boolean {
  const address = withoutBrackets(host)
  if (isIP(address) === 0) return host === 'localhost'
  return OWN_NETWORK.includes(ipaddr.parse(withoutZone(address)).range())
}

/** A host name leads to where it must not. */
export class HiddenHostError extends Error {
  override name = 'HiddenHostError'
}

/**
 * Resolves a host for a connection, and fails with HiddenHostError when any of its addresses is not public. Being the lookup of the
 * connection itself, it leaves no moment in which the name could be made to mean another address.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const hidden = addresses?.find(({ address }) => !isPublicAddress(address))
    const [first] = addresses ?? []
    if (error) callback(error, '')
    else if (hidden || !first) {
      const where = hidden?.address ?? 'nowhere'
      callback(new HiddenHostError(`${hostname} is ${where}, which is not a public address`), '')
    } else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '')
}
