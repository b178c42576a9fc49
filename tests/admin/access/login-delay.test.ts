import { describe, expect, it } from 'vitest'
import { delayAfter, loginGate } from '@/lib/admin/access/login-delay'

describe('the delay after wrong passwords', () => {
  it('spares whoever mistypes, then doubles up to a minute', () => {
    expect([0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1000].map(delayAfter)).toEqual([
      ...[0, 0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000],
    ])
  })

  it('counts from the last attempt, grows with each, and is over with the right password', () => {
    let now = 0
    const gate = loginGate(() => now)
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(gate.wait()).toBe(0)
      gate.attempt()
    }
    expect(gate.wait()).toBe(1000)
    now += 400
    expect(gate.wait()).toBe(600)
    now += 600
    expect(gate.wait()).toBe(0)
    gate.attempt()
    expect(gate.wait()).toBe(2000)
    gate.succeed()
    expect(gate.wait()).toBe(0)
  })

  it('forgets wrong passwords of long ago', () => {
    let now = 0
    const gate = loginGate(() => now)
    for (let attempt = 0; attempt < 20; attempt++) gate.attempt()
    expect(gate.wait()).toBe(60_000)
    now += 15 * 60_000 + 1
    expect(gate.wait()).toBe(0)
    gate.attempt()
    expect(gate.wait()).toBe(0)
  })
})
