import { statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { anonymiser, likesSecret } from '@/lib/importing/anonymise'
import { temporaryDirectory } from '../setup/temporary'

it('gives a user one hash under one secret, and another under another', () => {
  const hash = anonymiser(() => 'one secret')
  expect(hash('ada')).toMatch(/^[0-9a-f]{32}$/)
  expect(hash('ada')).toBe(anonymiser(() => 'one secret')('ada'))
  expect(hash('ada')).not.toBe(hash('Ada'))
  expect(hash('ada')).not.toBe(anonymiser(() => 'another secret')('ada'))
})

it('makes a secret once and keeps it where only its owner can read it', () => {
  const dataDir = path.join(temporaryDirectory(), 'data')
  const secret = likesSecret(dataDir)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(likesSecret(dataDir)).toBe(secret)
  expect(statSync(path.join(dataDir, 'likes.secret')).mode & 0o777).toBe(0o600)
})

it('prefers the secret that is given', () => {
  expect(likesSecret('/nowhere', 'given')).toBe('given')
})

it('does not hash with an empty secret', () => {
  const dataDir = temporaryDirectory()
  writeFileSync(path.join(dataDir, 'likes.secret'), '')
  expect(() => likesSecret(dataDir)).toThrow('likes.secret is empty')
})
