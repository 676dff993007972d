/** Tokens as they are stored: into what is set at that moment, and never into the demo. */
import { changeFromPresent, readSetting } from '@upflow/settings'
import { expect, it } from 'vitest'
import { openData, openPipeline, parseConfig, readConnection, setConnection } from '../src/index.ts'
import { acme, createAcme, newDataDir, newEmulator, open, setup, token } from './support.ts'

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
  expect(await pipeline.credentials.accessOf(tenant)).toMatchObject({
    credential: { kind: 'token', token: `${token}2` },
  })
})

it('what GitHub says of a token that it repeats comes out of a thread without it, and so does why it is waited for', async () => {
  const emulator = await newEmulator()
  const told: unknown[] = []
  const pipeline = await openPipeline({
    config: parseConfig({ UPFLOW_DATA_DIR: newDataDir() }),
    concurrency: 0,
    worker: new URL('../dist/worker.js', import.meta.url),
    // The wait before the second try is long enough to be told.
    githubTiming: { retryDelayMs: 1_500, attempts: 2 },
    onWait: (_, wait) => told.push(wait),
  })
  try {
    await createAcme(pipeline, emulator)
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      respond: { kind: 'errors', errors: [{ message: `The token ${token} may not do this.` }] },
    })
    const error = (await pipeline.organizations
      .addRepository(acme, 'nobody/nothing')
      .catch((thrown: unknown) => thrown)) as Error
    for (const text of [error.message, error.stack, JSON.stringify(told)]) {
      expect(text).toContain('The token [redacted] may not do this')
      expect(text).not.toContain(token)
    }
  } finally {
    await pipeline.close()
  }
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

it('the token of the environment goes to the address that it is for, and to no other', async () => {
  const [here, elsewhere] = ['https://github.example.com/api/v3', 'https://elsewhere.example.com/api/v3']
  const config = parseConfig({
    UPFLOW_DATA_DIR: newDataDir(),
    UPFLOW_GITHUB_TOKEN: token,
    UPFLOW_GITHUB_API_URL: here,
  })
  const data = await openData({ config })
  try {
    await data.organizations.create({
      id: acme,
      integration: { kind: 'github', apiUrl: here, sealedToken: null },
    })
    const tenant = await data.tenants.openToRead(acme)
    const { credentials } = data
    expect(await credentials.accessOf(tenant)).toEqual({
      apiUrl: here,
      credential: { kind: 'token', token },
    })
    await expect(credentials.accessFor(tenant, { apiUrl: elsewhere })).rejects.toMatchObject({
      code: 'pipeline/no-token',
    })
    await setConnection(data, acme, { apiUrl: elsewhere, by: 'an owner' })
    await expect(credentials.accessOf(tenant)).rejects.toMatchObject({
      code: 'pipeline/no-token',
      message: expect.stringContaining('UPFLOW_GITHUB_API_URL'),
    })
    expect(await readConnection(data, acme)).toMatchObject({ apiUrl: elsewhere, tokenFrom: null })
    // One that is stored for an address of its own is used there, and nowhere else.
    await setConnection(data, acme, { token: `${token}2`, by: 'an owner' })
    expect(await credentials.accessOf(tenant)).toEqual({
      apiUrl: elsewhere,
      credential: { kind: 'token', token: `${token}2` },
    })
    expect(await readConnection(data, acme)).toMatchObject({ tokenFrom: 'stored' })
    expect(await credentials.accessFor(tenant, { apiUrl: here })).toEqual({
      apiUrl: here,
      credential: { kind: 'token', token },
    })
    await expect(
      credentials.accessFor(tenant, { apiUrl: `https://elsewhere.example.com.evil.example.org` }),
    ).rejects.toMatchObject({
      code: 'pipeline/no-token',
    })
  } finally {
    await data.close()
  }
})

it('the token of the environment goes to an address too that was given by whoever had it', async () => {
  const [given, elsewhere] = ['https://github.example.com/api/v3', 'https://elsewhere.example.com/api/v3']
  const dataDir = newDataDir()
  const withData = async <T>(
    environment: Readonly<Record<string, string>>,
    work: (data: Awaited<ReturnType<typeof openData>>) => Promise<T>,
  ) => {
    const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir, ...environment }) })
    try {
      return await work(data)
    } finally {
      await data.close()
    }
  }
  const sourceNow = async (data: Parameters<typeof readConnection>[0]) =>
    (await readConnection(data, acme)).tokenFrom
  const own = { UPFLOW_GITHUB_TOKEN: token }
  await withData(own, async (data) => {
    const integration = { kind: 'github', apiUrl: given, sealedToken: null } as const
    await data.organizations.create({
      id: acme,
      integration: { ...integration, takesEnvironmentToken: true },
    })
    expect(await sourceNow(data)).toBe('environment')
    expect(await data.credentials.accessOf(await data.tenants.openToRead(acme))).toEqual({
      apiUrl: given,
      credential: { kind: 'token', token },
    })
  })
  // That of other tools was not meant.
  expect(await withData({ GITHUB_TOKEN: token }, sourceNow)).toBeNull()
  await withData(own, async (data) => {
    const move = (apiUrl: string, takesEnvironmentToken: boolean) =>
      setConnection(data, acme, { apiUrl, takesEnvironmentToken, by: 'somebody' })
    // Leave to send it is of the address, and does not come back with it.
    await move(elsewhere, false)
    expect(await sourceNow(data)).toBeNull()
    await move(given, false)
    expect(await sourceNow(data)).toBeNull()
    await move(given, true)
    expect(await sourceNow(data)).toBe('environment')
  })
})
