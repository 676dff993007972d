/** Keys that nobody named before are known by how they begin; what merely speaks of keys stays. */
import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import { createKeyRedactor } from '../src/github-app/app-keys.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 })
const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().trim()
const sealed = privateKey
  .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'canary' })
  .toString()
  .trim()

it.each([
  ['as it is', key],
  ['with a passphrase', sealed],
  ['in JSON', JSON.stringify(key).slice(1, -1)],
  ['in JSON in JSON', JSON.stringify(JSON.stringify(key)).slice(3, -3)],
  ['on one line', key.replaceAll('\n', ' ')],
])('a key %s is taken out, whole', (_, text) => {
  expect(createKeyRedactor().redact(`before ${text} behind`)).toBe('before [redacted] behind')
})

it('of one that is cut off nothing is left', () => {
  expect(createKeyRedactor().redact(`before ${key.slice(0, 300)}`)).toBe('before [redacted]')
})

it('advice that says how a key begins can be read', () => {
  const advice = 'It begins with -----BEGIN RSA PRIVATE KEY----- and is several lines long.'
  expect(createKeyRedactor().redact(advice)).toBe(advice)
})
