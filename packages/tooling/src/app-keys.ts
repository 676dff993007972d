/** Keys of GitHub Apps, each made once a process: it takes a processor 0.2 seconds, and any number of apps may have the same. */
import { generateKeyPairSync } from 'node:crypto'

/** PEM, as GitHub has and gives them. */
export interface AppKey {
  readonly publicKey: string
  readonly privateKey: string
}

function made(): () => AppKey {
  let key: AppKey | null = null
  return () => {
    key ??= generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    })
    return key
  }
}

export const appKey = made()
/** Of another app. */
export const otherAppKey = made()
