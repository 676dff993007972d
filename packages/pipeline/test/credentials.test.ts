/** Tokens as they are stored: into what is set at that moment, and never into the demo. */
import { changeFromPresent, readSetting } from '@upflow/settings'
import { expect, it } from 'vitest'
import { acme, newDataDir, open, setup, token } from './support.ts'

it('an address that is set while a token is stored is kept, and so is the token', async () => {
  const { pipeline, tenant } = await setup()
  const other = 'http://127.0.0.1:9'
  const setAddress = changeFromPresent(
    tenant,
    ({ integration: { value } }) => [{ key: 'integration', value: { ...value, apiUrl: other } }],
    { by: 'a test' },
  )
  await Promise.all([pipeline.organizations.storeToken(acme, `${token}2`), setAddress])
  expect(await readSetting(tenant, 'integration')).toMatchObject({ apiUrl: other })
  expect(await pipeline.credentials.accessOf(tenant)).toMatchObject({ token: `${token}2` })
})

it('a token does not make a GitHub organization of the demo', async () => {
  const pipeline = await open(newDataDir())
  await pipeline.organizations.create({ id: acme, integration: { kind: 'demo' } })
  await expect(pipeline.organizations.storeToken(acme, token)).rejects.toMatchObject({
    code: 'pipeline/demo-only',
    message: expect.stringContaining('needs no token'),
  })
  expect(await pipeline.organizations.integration(acme)).toEqual({ kind: 'demo' })
})
