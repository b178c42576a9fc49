import { describe, expect, it } from 'vitest'
import { isOwnNetwork, isPrivateLiteral, isPublicAddress } from '@/lib/download/public-hosts'

it.each([
  '127.0.0.1',
  '127.255.0.9',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
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

it.each([
  '::ffff:0:7f00:1',
  '::7f00:1',
  '::ffff:169.254.169.254',
  '64:ff9b:1::1',
  'fec0::1',
  '2002:7f00:1::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
  '100::1',
  'fe80::1%eth0',
  '192.0.0.8',
  '240.0.0.1',
])('%s is not public either', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

describe('what is configured is one’s own network', () => {
  it.each(['127.0.0.1', '[::1]', 'localhost', '192.168.1.5', '[fd00::1]'])('as %s, which says so', (host) => {
    expect(isOwnNetwork(host)).toBe(true)
  })

  it.each(['http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/'])(
    'as %s, another spelling',
    (address) => {
      expect(isOwnNetwork(new URL(address).hostname)).toBe(true)
    },
  )

  it.each(['0.0.0.0', '[::]', '169.254.169.254', 'localhost.example', 'foo.localhost', '8.8.8.8'])(
    'not as %s',
    (host) => {
      expect(isOwnNetwork(host)).toBe(false)
    },
  )
})
