/** A store that can be taken from its engine as a kill takes it: the lock goes, and nothing that it does has an effect. */
import { existsSync, renameSync } from 'node:fs'
import { type Store, sqliteStore } from '../src/index.ts'

export interface MortalStore {
  readonly store: Store
  /** As the engine's process would leave the file. */
  kill(): void
}

export async function openMortalStore(path: string): Promise<MortalStore> {
  const real = await sqliteStore({ path })
  let owner = ''
  let isDead = false
  const store = new Proxy(real, {
    get(target, name: string & keyof Store) {
      const method = target[name] as (...args: unknown[]) => unknown
      if (typeof method !== 'function' || name === 'close') return method
      return (...args: unknown[]) => {
        if (name === 'registerOwner') owner = String(args[0])
        return isDead ? new Promise(() => {}) : method(...args)
      }
    },
  })
  return {
    store,
    kill() {
      isDead = true
      const lock = `${path}.owners/${owner}.lock`
      if (existsSync(lock)) renameSync(lock, `${lock}.moved`)
    },
  }
}
