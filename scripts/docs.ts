/**
 * `pnpm docs:write`: writes what is generated in docs/. A test fails when a text is out of date; pictures of the pages
 * differ by the fonts of the machine, and are only looked at.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate, root } from './docs/generate.ts'

for (const [path, text] of Object.entries(generate())) writeFileSync(join(root, path), text)
execFileSync('pnpm', ['--filter', 'web', 'screenshots'], { cwd: root, stdio: 'inherit' })
