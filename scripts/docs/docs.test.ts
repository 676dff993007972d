/** Documentation is tested: what is generated is up to date, what is listed is complete, and the examples run. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { beforeAll, describe, expect, it } from 'vitest'
import { configVariables } from '../../packages/pipeline/src/config.ts'
import { generate, root } from './generate.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')

beforeAll(() => {
  // The examples and the CLI run as built.
  execFileSync('pnpm', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  })
})

it('what is generated is up to date (pnpm docs:write)', () => {
  for (const [path, text] of Object.entries(generate())) expect(read(path), path).toBe(text)
})

describe('README.md', () => {
  it('lists every variable of the configuration, and no other', () => {
    const table = [...read('README.md').matchAll(/^\| `(UPFLOW_[A-Z_]+)`/gm)].map((match) => match[1])
    expect(table.sort()).toEqual([...configVariables].sort())
  })

  it('names the commands that CI and a newcomer use, as they are', () => {
    const readme = read('README.md')
    const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string }
    expect(readme).toContain(
      `npm i -g ${packageManager} && pnpm install --frozen-lockfile && pnpm --filter cli start backfill --demo`,
    )
    expect(read('.ci/run')).toContain('step pnpm test')
    expect(readme).toContain('\npnpm test\n')
  })

  it('links only to what is there', () => {
    for (const document of [
      'README.md',
      'ARCHITECTURE.md',
      'AGENTS.md',
      ...globSync(['docs/**/*.md', 'packages/*/README.md'], { cwd: root }),
    ]) {
      const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!)
      for (const link of links)
        expect(() => read(join(document, '..', link)), `${document} → ${link}`).not.toThrow(/ENOENT/)
    }
  })
})

describe('the example in the README of', () => {
  it.each(
    globSync(['packages/*/package.json'], { cwd: root })
      .map((path) => path.split('/')[1]!)
      .sort(),
  )('%s runs, and prints what it says', (name) => {
    const readme = read(`packages/${name}/README.md`)
    expect(readme.split('\n').length, 'a page at most').toBeLessThan(80)
    const example = /```ts\n([\s\S]*?)```\s+```text\n([\s\S]*?)```/.exec(readme)
    expect(example, 'an example with its output').not.toBeNull()
    const folder = join(root, 'packages', name, '.vitest')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'readme-example.ts'), example![1]!)
    const output = execFileSync(process.execPath, ['--import', 'tsx', join(folder, 'readme-example.ts')], {
      cwd: join(root, 'packages', name),
      encoding: 'utf8',
    })
    expect(output.trim()).toBe(example![2]!.trim())
  })
})
