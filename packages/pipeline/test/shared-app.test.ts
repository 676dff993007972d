/** An app that several organizations have: it has one address, and what comes there is each one's whom it is about. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Emulator } from '@upflow/github-emulator'
import type { Trouble } from '@upflow/jobs'
import { type OrganizationId, parseOrganizationId } from '@upflow/model'
import { otherAppKey } from '@upflow/tooling/app-keys'
import { expect, it } from 'vitest'
import {
  byWebhook,
  chooseInstallation,
  type DeliveriesOptions,
  type Pipeline,
  removeApp,
  setApp,
  setConnection,
  setWebhookSecret,
  shareApp,
} from '../src/index.ts'
import { createAppSharers } from '../src/webhooks/app-sharers.ts'
import { createDeliveries } from '../src/webhooks/deliveries.ts'
import { by, installed, newApp } from './app-support.ts'
import { acme, token, until } from './support.ts'

const secret = 'canary-webhook-secret-0123456789'
const beta = parseOrganizationId('beta')

/** `acme`, whose address the app has, and `beta`, which has the same app, installed for another account. */
async function begin(delivering: DeliveriesOptions = {}, concurrency = 0) {
  const { emulator, pipeline, ...rest } = await installed({}, { concurrency, delivering })
  await setWebhookSecret(pipeline, acme, { secret, by })
  const [repository] = emulator.data.repositories
  const ofBeta = { ...repository!, id: 'R_ofBeta', owner: 'beta', name: 'app' }
  emulator.data.repositories.push(ofBeta)
  emulator.apps[0]!.installations.push({ id: 71, account: 'beta', repositories: 'all', suspendedAt: null })
  await create(pipeline, emulator, beta)
  await shareApp(pipeline, beta, { from: acme, by })
  await chooseInstallation(pipeline, beta, { which: 'beta', by })
  await pipeline.organizations.addRepository(beta, 'beta/app')
  /** As GitHub sends it to the address of an organization. */
  const deliver = (
    event: string,
    payload: object,
    { to = acme, id = randomUUID(), signedBy = secret, deliveries = pipeline.deliveries } = {},
  ) => {
    const body = JSON.stringify(payload)
    const signature = `sha256=${createHmac('sha256', signedBy).update(body).digest('hex')}`
    return deliveries.take({ organization: to, event, id, signature, body: Buffer.from(body) })
  }
  const runs = () => pipeline.engine.runs.list({ labels: { startedBy: byWebhook } })
  const whose = async () => (await runs()).map(({ job, labels }) => `${job} of ${labels.organization}`).sort()
  return { ...rest, emulator, pipeline, repository: repository!, ofBeta, deliver, runs, whose }
}

function create({ organizations }: Pipeline, { url: apiUrl }: Emulator, id: OrganizationId) {
  return organizations.create({ id, integration: { kind: 'github', apiUrl, sealedToken: null } })
}

const told = (
  { id, owner, name }: { readonly id: string; readonly owner: string; readonly name: string },
  installation: number | null,
  number = 1,
) => ({
  repository: { node_id: id, full_name: `${owner}/${name}` },
  pull_request: { number },
  ...(installation === null ? {} : { installation: { id: installation } }),
})

it('about a repository of the other is a run of that one, which reads it', async () => {
  const { deliver, ofBeta, pipeline, whose } = await begin({}, 1)
  const [one] = ofBeta.pullRequests
  const { run, says } = await deliver('pull_request', told(ofBeta, 71, one!.number))
  expect(await whose()).toEqual(['refresh of beta'])
  expect(says).toMatch(/^Of another organization that has the same app: A run reads it anew/)
  expect(await pipeline.engine.runs.wait(run!.runId)).toMatchObject({
    status: 'succeeded',
    output: { pullRequests: [{ number: one!.number, became: 'new' }] },
  })
})

it('about an installation is a run of the organization that reads by it, which says what happened to it', async () => {
  const { deliver, emulator, pipeline, whose } = await begin({}, 1)
  const [event] = await emulator.mutate({ kind: 'suspend', installationId: 71 })
  const { run } = await deliver(event!.name, event!.payload)
  expect(await whose()).toEqual(['crawl of beta'])
  expect(await pipeline.engine.runs.wait(run!.runId)).toMatchObject({
    error: { code: 'github/installation-suspended' },
  })
})

it('about what both read is a run of each, and once, however often it comes', async () => {
  const { deliver, emulator, ofBeta, pipeline, repository, whose } = await begin()
  await chooseInstallation(pipeline, beta, { which: 'bitcoin-core', by })
  emulator.data.repositories.splice(emulator.data.repositories.indexOf(ofBeta), 1)
  await pipeline.organizations.addRepository(beta, `${repository.owner}/${repository.name}`)
  const id = randomUUID()
  for (let time = 0; time < 3; time++) await deliver('pull_request', told(repository, 70), { id })
  expect(await whose()).toEqual(['refresh of acme', 'refresh of beta'])
})

it('what keeps one of them from its run is told, though the other has one', async () => {
  const { deliver, emulator, ofBeta, pipeline, repository, whose } = await begin()
  await chooseInstallation(pipeline, beta, { which: 'bitcoin-core', by })
  emulator.data.repositories.splice(emulator.data.repositories.indexOf(ofBeta), 1)
  await pipeline.organizations.addRepository(beta, `${repository.owner}/${repository.name}`)
  const { jobs } = pipeline.engine
  const broken = new Error('no room')
  const trigger: typeof jobs.refresh.trigger = async (input, options) => {
    if (input.organizationId === beta) throw broken
    return jobs.refresh.trigger(input, options)
  }
  const engine = { ...pipeline.engine, jobs: { ...jobs, refresh: { ...jobs.refresh, trigger } } }
  const heard: Trouble[] = []
  const onTrouble = (trouble: Trouble) => void heard.push(trouble)
  const deliveries = createDeliveries({ ...pipeline, engine, onTrouble }, { debounceMs: 0 })
  expect(await deliver('pull_request', told(repository, 70), { deliveries })).toMatchObject({
    run: { outcome: 'created' },
  })
  expect(await whose()).toEqual(['refresh of acme'])
  expect(heard).toEqual([{ error: broken, runId: null }])
})

it.each<[string, (given: Awaited<ReturnType<typeof begin>>) => Promise<unknown>]>([
  ['has the app no more', ({ pipeline }) => removeApp(pipeline, beta, { by })],
  ['reads with a token', ({ pipeline }) => setConnection(pipeline, beta, { token, by })],
  [
    'has another app',
    async ({ emulator, pipeline }) => {
      const { publicKey, privateKey } = otherAppKey()
      emulator.apps.push({ ...newApp(publicKey), id: 8, clientId: 'Iv23other', slug: 'other' })
      await setApp(pipeline, beta, { id: '8', privateKey, by })
    },
  ],
])('about what an organization reads that %s leads to nothing', async (_, change) => {
  const given = await begin()
  const { deliver, ofBeta, whose } = given
  // Also where it was known to have it.
  await deliver('pull_request', told(ofBeta, 71, 1))
  expect(await whose()).toEqual(['refresh of beta'])
  await change(given)
  expect(await deliver('pull_request', told(ofBeta, 71, 2))).toMatchObject({
    run: null,
    says: 'The organization does not read the repository beta/app.',
  })
  expect(await whose()).toEqual(['refresh of beta'])
})

it('is believed by the secret of its address alone, and of a webhook of its own nobody else is told', async () => {
  const { deliver, ofBeta, pipeline, whose } = await begin()
  const others = 'canary-secret-of-another-0123456789'
  await setWebhookSecret(pipeline, beta, { secret: others, by })
  await expect(deliver('pull_request', told(ofBeta, 71), { signedBy: others })).rejects.toMatchObject({
    code: 'pipeline/unsigned-delivery',
  })
  expect(await deliver('pull_request', told(ofBeta, null))).toMatchObject({ run: null })
  // Nor is one that has another GitHub, whatever the number of its app.
  const gamma = parseOrganizationId('gamma')
  await create(pipeline, { url: 'http://127.0.0.1:9' } as Emulator, gamma)
  await setWebhookSecret(pipeline, gamma, { secret: others, by })
  expect(await deliver('pull_request', told(ofBeta, 71), { to: gamma, signedBy: others })).toMatchObject({
    run: null,
  })
  expect(await whose()).toEqual([])
})

it('in a flood keeps nobody from being told at an address of their own, nor whose the address is', async () => {
  const { deliver, ofBeta, pipeline, repository, whose } = await begin({ burst: 1, perSecond: 0.001 })
  await setWebhookSecret(pipeline, beta, { secret, by })
  await deliver('pull_request', told(ofBeta, 71, 1))
  await expect(deliver('pull_request', told(ofBeta, 71, 2))).rejects.toMatchObject({
    code: 'pipeline/too-many-deliveries',
  })
  await deliver('pull_request', told(ofBeta, 71, 3), { to: beta })
  await deliver('pull_request', told(repository, 70, 1))
  expect(await whose()).toEqual(['refresh of acme', 'refresh of beta', 'refresh of beta'])
})

it('is found out again after a minute, for which no delivery waits', async () => {
  const { emulator, pipeline } = await installed({}, { concurrency: 0 })
  await create(pipeline, emulator, beta)
  let now = 0
  const sharers = createAppSharers(pipeline, () => now)
  const tenant = await pipeline.tenants.open(acme)
  const others = async () => (await sharers.othersOf(tenant)).map(({ organizationId }) => organizationId)
  expect(await others()).toEqual([])
  await shareApp(pipeline, beta, { from: acme, by })
  now += 59_000
  expect(await others()).toEqual([])
  now += 2_000
  expect(await others()).toEqual([])
  await until(async () => (await others()).includes(beta))
})
