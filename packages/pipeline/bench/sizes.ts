/** The sizes that are measured, and their data folders: loaded once, and copied for whoever changes them. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench } from '@upflow/tooling/bench-process'

export interface Size {
  readonly repositories: number
  /** In each. */
  readonly pullRequests: number
}

export const nameOf = ({ repositories, pullRequests }: Size): string =>
  `${repositories} × ${pullRequests.toLocaleString('en')}`
/** @param checkout of which; null for this one */
export const processModule = (name: string, checkout: string | null = null): URL =>
  checkout === null
    ? new URL(`./processes/${name}.ts`, import.meta.url)
    : new URL(`packages/pipeline/bench/processes/${name}.ts`, pathToFileURL(`${checkout}/`))

export interface DataFolders {
  /** Works on a copy, which is removed then, of a folder of this size in which nothing has been analyzed yet. */
  withFresh<T>(size: Size, work: (dataDir: string) => Promise<T>): Promise<T>
}

/** @param checkout whose files they are to be; null for this one */
export function createDataFolders({ folder, start }: Bench, checkout: string | null = null): DataFolders {
  const loaded = new Map<string, Promise<string>>()
  const load = async (size: Size): Promise<string> => {
    const name = `${size.repositories}x${size.pullRequests}${checkout === null ? '' : '-before'}`
    const dataDir = join(folder, name)
    const loader = await start(processModule('load', checkout), { dataDir, ...size })
    await loader.next()
    return dataDir
  }
  return {
    async withFresh(size, work) {
      const name = nameOf(size)
      if (!loaded.has(name)) loaded.set(name, load(size))
      const copy = join(folder, 'copy')
      await cp(await loaded.get(name)!, copy, { recursive: true })
      try {
        return await work(copy)
      } finally {
        await rm(copy, { recursive: true, force: true })
      }
    },
  }
}

/** A new data folder of an organization of which nothing has been read from that GitHub yet; of this checkout, or another. */
export async function newUnreadFolder(
  { folder, start }: Bench,
  { repositories, pullRequests }: Size,
  { apiUrl, checkout = null }: { readonly apiUrl: string; readonly checkout?: string | null },
): Promise<string> {
  const dataDir = await mkdtemp(join(folder, 'unread-'))
  const loader = await start(processModule('load', checkout), {
    dataDir,
    repositories: 0,
    pullRequests,
    unread: repositories,
    apiUrl,
  })
  await loader.next()
  return dataDir
}
