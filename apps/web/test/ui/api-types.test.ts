/** The pages' types are those of the API as it is described: pnpm --filter web api:types writes them. */
import { readFileSync } from 'node:fs'
import openapiTs, { astToString } from 'openapi-typescript'
import { expect, it } from 'vitest'

it('the generated types are up to date', async () => {
  const [description, generated] = [
    new URL('../../openapi.json', import.meta.url),
    new URL('../../ui/api/schema.generated.d.ts', import.meta.url),
  ]
  const types = astToString(await openapiTs(description, { immutable: true }))
  expect(readFileSync(generated, 'utf8').endsWith(types)).toBe(true)
})
