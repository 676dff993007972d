import { fork } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { childModule } from '@upflow/tooling/child-module'
import { describe, expect, it } from 'vitest'
import { openSecretBox } from '../src/index.ts'
import { newFolder } from './support.ts'

describe('secrets', () => {
  it('open under the same key and purpose only, and are not readable at rest', () => {
    const dataDir = newFolder()
    const box = openSecretBox({ dataDir, secret: null })
    const sealed = box.seal('ghp_canary', 'organization acme')
    expect(sealed).not.toContain('canary')
    expect(openSecretBox({ dataDir, secret: null }).open(sealed, 'organization acme')).toBe('ghp_canary')
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
    for (const open of [
      () => box.open(sealed, 'organization beta'),
      () => openSecretBox({ dataDir, secret: 'passphrase' }).open(sealed, 'organization acme'),
      () => box.open(`${sealed.slice(0, -4)}AAAA`, 'organization acme'),
    ])
      expect(open).toThrow(expect.objectContaining({ code: 'db/wrong-secret' }))
  })

  it('under a passphrase need no key file', () => {
    const options = { dataDir: newFolder(), secret: 'passphrase' }
    const sealed = openSecretBox(options).seal('token', 'p')
    expect(openSecretBox(options).open(sealed, 'p')).toBe('token')
  })
})

describe('the key file', () => {
  const open = (dataDir: string) => openSecretBox({ dataDir, secret: null })

  it.each(['missing', 'empty'])(
    'when it is %s, is made by exactly one of many processes',
    async (how) => {
      const children = Array.from({ length: 4 }, () =>
        fork(childModule(join(import.meta.dirname, 'seal-child.ts')), { execArgv: [] }),
      )
      const answer = (child: (typeof children)[number]) =>
        new Promise<string>((resolve) => child.once('message', (text) => resolve(String(text))))
      try {
        await Promise.all(children.map(answer))
        for (let round = 0; round < 50; round++) {
          const dataDir = newFolder()
          if (how === 'empty') writeFileSync(join(dataDir, 'secret.key'), '')
          const answers = children.map(answer)
          for (const child of children) child.send(dataDir)
          for (const sealed of await Promise.all(answers))
            expect(open(dataDir).open(sealed, 'p')).toBe('token')
          expect(readdirSync(dataDir).filter((name) => name !== 'secret.key.lock')).toEqual(['secret.key'])
          expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
        }
      } finally {
        for (const child of children) child.kill()
      }
    },
    300_000,
  )

  it('is not made to open what another sealed, and an empty one is kept then', () => {
    const sealed = open(newFolder()).seal('token', 'p')
    const dataDir = newFolder()
    const path = join(dataDir, 'secret.key')
    expect(() => open(dataDir).open(sealed, 'p')).toThrow(
      /UPFLOW_SECRET is not set.*key file .* is missing\. Restore it from a backup/,
    )
    expect(existsSync(path)).toBe(false)
    writeFileSync(path, '')
    expect(() => open(dataDir).open(sealed, 'p')).toThrow(/has 0 bytes instead of 32/)
    expect(readFileSync(path)).toHaveLength(0)
  })

  it('that is cut short is refused, and left as it is', () => {
    const dataDir = newFolder()
    writeFileSync(join(dataDir, 'secret.key'), 'half a key')
    expect(() => open(dataDir).seal('token', 'p')).toThrow(/has 10 bytes instead of 32/)
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe('half a key')
  })
})
