import { expect, it } from 'vitest'
import { isPrivateLiteral, isPublicAddress } from '@/lib/download/public-hosts'

it.each([
  ...['127.0.0.1', '127.255.0.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  ...['::1', '::', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1'],
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
  expect(isPrivateLiteral(address)).toBe(true)
  expect(isPrivateLiteral(`[${address}]`)).toBe(true)
})

it.each(['1.1.1.1', '172.15.0.1', '172.32.0.1', '99.84.1.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
    expect(isPrivateLiteral(address)).toBe(false)
  },
)

it('takes a name for no address: what it resolves to decides', () => {
  expect(isPublicAddress('localhost')).toBe(false)
  expect(isPrivateLiteral('localhost')).toBe(false)
})
