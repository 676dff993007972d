/** `pnpm docs:write`: writes what is generated in docs/. A test fails when it is out of date. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate, root } from './docs/generate.ts'

for (const [path, text] of Object.entries(generate())) writeFileSync(join(root, path), text)
