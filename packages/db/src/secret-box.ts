/** Secrets at rest: AES-256-GCM under a key from UPFLOW_SECRET, or from a key file made on first use. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DbError } from './db-error.ts'

export interface SecretBox {
  /** @param purpose what the secret is for; it must be named again to open it, so that a copy elsewhere is useless */
  seal(secret: string, purpose: string): string
  /** @throws DbError `db/wrong-secret` when the key, the purpose or the text is another */
  open(sealed: string, purpose: string): string
}

/** @param secret a passphrase; without one the key file `secret.key` in the data folder is read, or made (mode 0600) */
export function openSecretBox({
  dataDir,
  secret,
}: {
  readonly dataDir: string
  readonly secret: string | null
}): SecretBox {
  let key: Buffer | null = null
  const getKey = () => {
    key ??= secret === null ? keyFile(dataDir) : scryptSync(secret, 'upflow-secret-box', 32)
    return key
  }
  return {
    seal(text, purpose) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', getKey(), iv).setAAD(Buffer.from(purpose))
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64url')}`
    },
    open(sealed, purpose) {
      try {
        const bytes = Buffer.from(sealed.slice(3), 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', getKey(), bytes.subarray(0, 12)).setAAD(
          Buffer.from(purpose),
        )
        decipher.setAuthTag(bytes.subarray(12, 28))
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new DbError(
          'db/wrong-secret',
          `The stored secret for ${purpose} cannot be decrypted: UPFLOW_SECRET or the key file is another than when it was stored. Set it back, or store the secret anew.`,
          { purpose },
          { cause },
        )
      }
    },
  }
}

function keyFile(dataDir: string): Buffer {
  const path = join(dataDir, 'secret.key')
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    // Exclusive: of two processes that come first at once, one makes the key and both read it.
    writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new DbError(
        'db/unusable-folder',
        `The key file ${path} cannot be made: ${(error as Error).message}. Set UPFLOW_DATA_DIR to a folder that you may write to, or set UPFLOW_SECRET.`,
        { path },
        { cause: error },
      )
  }
  const key = readFileSync(path)
  if (key.length !== 32)
    throw new DbError(
      'db/wrong-secret',
      `The key file ${path} has ${key.length} bytes instead of 32. Restore it from a backup; what it encrypted cannot be read without it.`,
      { path },
    )
  return key
}
