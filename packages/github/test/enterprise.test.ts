/** GitHub Enterprise Server: its paths, a certificate of the company's own, and no limits. */
import { loadSample } from '@upflow/github-emulator'
import { selfSigned } from '@upflow/tooling/self-signed'
import { expect, it } from 'vitest'
import { open, start, token } from './support.ts'

it('is read at its own paths, where nothing is counted', async () => {
  const { emulator } = await start(undefined, {}, { pointsPerHour: null, enterpriseVersion: '3.17.2' })
  const client = open(emulator, { apiUrl: `${emulator.url}/api/v3/` })
  expect((await client.visible(null)).points).toMatchObject({ limit: 0 })
  expect(emulator.journal.map(({ path }) => path)).toEqual(['/api/graphql'])
})

it('whose certificate a company signed itself is read with that, and not without', async () => {
  const tls = selfSigned()
  const { client, emulator } = await start(
    loadSample(['bitcoin-core']),
    { ca: tls.cert },
    { tls, enterpriseVersion: '3.17.2' },
  )
  expect(await client.viewer()).toMatchObject({ login: 'dev' })
  const stranger = open(emulator)
  const error = await stranger.viewer().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'github/misconfigured',
    retryable: false,
    message: expect.stringMatching(/certificate is not trusted.*NODE_EXTRA_CA_CERTS/),
  })
  expect(String(error)).not.toContain(token)
})
