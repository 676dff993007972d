/**
 * A PostgreSQL of this benchmark: in a temporary folder, on 127.0.0.1 alone, as a user without rights where this one has
 * all, which it refuses to run as. It does not outlive the benchmark, however that ends.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Durability } from './contenders/contender.ts'

export interface Postgres {
  /** Of a database whose commits are as durable as those of the others. */
  url(durability: Durability): string
  stop(): Promise<void>
}

/** @returns it, or why there is none */
export async function startPostgres(): Promise<Postgres | { readonly missing: string }> {
  const programs = findPrograms()
  if (!programs) return { missing: 'there is no PostgreSQL here (Debian: apt install postgresql)' }
  const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-postgres-'))
  const user = process.getuid?.() === 0 ? idsOf('nobody') : undefined
  if (user) chownSync(folder, user.uid, user.gid)
  const options = { ...user, cwd: folder, stdio: 'ignore' } as const
  const port = await freePort()
  const data = join(folder, 'data')
  try {
    const settings = ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
    execFileSync(join(programs, 'initdb'), settings, options)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    return { missing: `initdb failed: ${(error as Error).message}` }
  }
  const listen = ['-h', '127.0.0.1', '-p', String(port), '-k', '']
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...listen], options)
  const gone = once(server, 'exit')
  const endAtOnce = () => {
    server.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', endAtOnce)
  const psql = (sql: string) =>
    execFileSync(
      join(programs, 'psql'),
      ['-h', '127.0.0.1', '-p', String(port), '-U', 'bench', '-c', sql, 'postgres'],
      options,
    )
  const stop = async () => {
    server.kill('SIGINT')
    await gone
    process.off('exit', endAtOnce)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    while (!answers(psql)) {
      if (server.exitCode !== null) throw new Error('it ended at its start')
      await sleep(50)
    }
    for (const [durability, commit] of [
      ['normal', 'off'],
      ['full', 'on'],
    ]) {
      psql(`CREATE DATABASE bench_${durability}`)
      psql(`ALTER DATABASE bench_${durability} SET synchronous_commit = ${commit}`)
    }
  } catch (error) {
    await stop()
    return { missing: `PostgreSQL did not start: ${(error as Error).message}` }
  }
  return { url: (durability) => `postgresql://bench@127.0.0.1:${port}/bench_${durability}`, stop }
}

function findPrograms(): string | undefined {
  const versions = '/usr/lib/postgresql'
  const debian = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin')) : []
  const folders = [...debian.reverse(), ...(process.env.PATH ?? '').split(':')]
  return folders.find((folder) =>
    ['initdb', 'postgres', 'psql'].every((name) => existsSync(join(folder, name))),
  )
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8' })),
  )
  return { uid: uid!, gid: gid! }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function answers(psql: (sql: string) => unknown): boolean {
  try {
    psql('SELECT 1')
    return true
  } catch {
    return false
  }
}
