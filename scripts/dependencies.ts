/**
 * What runs of others: every production dependency with its version and licence, as installed, without the network.
 * `pnpm exec tsx scripts/dependencies.ts hono zod` asks the registry too, for when those named were last released.
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'

interface Listed {
  readonly name: string
  readonly versions: readonly string[]
  readonly license: string
}

const pnpm = (args: readonly string[]): unknown =>
  JSON.parse(execFileSync('pnpm', [...args, '--json'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))

/** By name, the versions that are installed and that of the registry's latest, each with its day. */
function releasesOf({ name, versions }: Listed): string {
  const times = pnpm(['view', name, 'time']) as Readonly<Record<string, string>>
  const latest = pnpm(['view', name, 'version']) as string
  const on = (version: string) => `${version} of ${times[version]?.slice(0, 10) ?? 'an unknown day'}`
  return `installed ${versions.map(on).join(', ')}; latest ${on(latest)}`
}

const { positionals } = parseArgs({ allowPositionals: true })
const byLicence = pnpm(['licenses', 'list', '--prod']) as Readonly<Record<string, readonly Listed[]>>
const all = Object.values(byLicence)
  .flat()
  .sort((one, other) => (one.name < other.name ? -1 : 1))
const unknown = positionals.filter((name) => !all.some((one) => one.name === name))
if (unknown.length > 0) throw new RangeError(`nothing that runs is called ${unknown.join(', ')}`)
const chosen = positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name))
for (const one of chosen) {
  const releases = positionals.length === 0 ? '' : `  ${releasesOf(one)}`
  console.log(`${one.name}@${one.versions.join(', ')}  ${one.license}${releases}`)
}
console.log(
  Object.entries(byLicence)
    .map(([licence, { length }]) => `${licence} ${length}`)
    .join(', '),
)
