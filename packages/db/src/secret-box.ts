/** Secrets at rest: AES-256-GCM under a key from UPFLOW_SECRET, or from a key file made when the first is sealed. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto'
import { DbError } from './db-error.ts'
import { readKey, readOrMakeKey } from './key-file.ts'

export interface SecretBox {
  /** @param purpose what the secret is for; it must be named again to open it, so that a copy elsewhere is useless */
  seal(secret: string, purpose: string): string
  /** @throws DbError `db/wrong-secret` when the key is missing, or it, the purpose or the text is another */
  open(sealed: string, purpose: string): string
  /** A key of its own for a purpose, the same each time: what signs needs none that opens. */
  derive(purpose: string): string
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
  const getKey = (ofFile: (dataDir: string) => Buffer) => {
    key ??= secret === null ? ofFile(dataDir) : scryptSync(secret, 'upflow-secret-box', 32)
    return key
  }
  return {
    derive: (purpose) =>
      Buffer.from(hkdfSync('sha256', getKey(readOrMakeKey), '', `upflow:${purpose}`, 32)).toString(
        'base64url',
      ),
    seal(text, purpose) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', getKey(readOrMakeKey), iv).setAAD(Buffer.from(purpose))
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64url')}`
    },
    open(sealed, purpose) {
      const openingKey = getKey(readKey)
      try {
        const bytes = Buffer.from(sealed.slice(3), 'base64url')
        const decipher = createDecipheriv('aes-256-gcm', openingKey, bytes.subarray(0, 12)).setAAD(
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
