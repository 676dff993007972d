/** Whether the installation is well: its version, its disk, the processes with their queues, and each organization. */
import { statfs } from 'node:fs/promises'
import { z } from '@hono/zod-openapi'
import { callbackPath, listPeople } from '@upflow/accounts'
import { version } from '../../version.ts'
import type { ApiContext } from '../api-context.ts'
import { defineRead } from '../read.ts'
import { runShape, toRunAnswer } from '../shapes/run-shape.ts'
import { instant, toSeconds } from '../shapes/values.ts'

const processShape = z
  .object({
    id: z.string(),
    startedAt: instant,
    queues: z
      .array(z.string())
      .nullable()
      .describe(
        'Of which it executes runs: none where it only serves people. Null: it is older, and does not say.',
      ),
  })
  .openapi('Process')

const queueShape = z
  .object({
    queue: z.string(),
    active: z.number().describe('Runs that have not ended; of more than 500, the newest are looked at.'),
    running: z.number().describe('Of them, those that are executed.'),
    processes: z.number().nullable().describe('How many serve it; null where one is older and does not say.'),
  })
  .openapi('Queue')

const organizationShape = z
  .object({
    id: z.string(),
    name: z.string(),
    members: z.number(),
    lastRun: runShape.nullable(),
  })
  .openapi('InstalledOrganization')

const providerShape = z
  .object({
    at: z.string().describe('Its address.'),
    clientId: z.string(),
    callback: z.string().describe('Where it has to send people back to.'),
  })
  .openapi('SignInProvider')

const signInShape = z
  .object({
    url: z.string().nullable().describe('By which browsers reach the server; null where that is not set.'),
    isOpen: z.boolean().describe('Nobody signs in: whoever reaches the server may everything.'),
    isBehindProxy: z.boolean().describe('What a proxy says of where a request comes from is believed.'),
    github: providerShape.nullable(),
    oidc: providerShape.extend({ name: z.string() }).nullable(),
  })
  .describe('How people sign in, as the variables of the server say. Passwords always do.')
  .openapi('SignInWays')

function signInOf({ pipeline }: ApiContext): z.output<typeof signInShape> {
  const { github, isBehindProxy, isOpen, oidc, url } = pipeline.config.web.signIn
  const toProvider = (id: 'github' | 'oidc', at: string, clientId: string) => ({
    at,
    clientId,
    callback: (url ?? '') + callbackPath(id),
  })
  return {
    url,
    isOpen,
    isBehindProxy,
    github: github && toProvider('github', github.url, github.clientId),
    oidc: oidc && { ...toProvider('oidc', oidc.issuer, oidc.clientId), name: oidc.name },
  }
}

export const installation = defineRead({
  path: '/installation',
  id: 'installation',
  tag: 'Installation',
  summary: 'Whether the installation is well: version, disk, processes and their queues, organizations',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({
    version: z.string().describe('Of Upflow.'),
    node: z.string().describe('The version of Node.js that executes this server.'),
    disk: z
      .object({ folder: z.string(), freeBytes: z.number(), totalBytes: z.number() })
      .describe('Where its data are.'),
    organizationsIn: z.enum(['folder', 'database']),
    signIn: signInShape,
    processes: z.array(processShape),
    queues: z.array(queueShape),
    organizations: z.array(organizationShape),
  }),
  async read(_asked, context) {
    const { dataDir } = context
    const disk = await statfs(dataDir)
    const processes = await context.pipeline.engine.runs.owners()
    return {
      version,
      node: process.versions.node,
      disk: {
        folder: dataDir,
        freeBytes: disk.bavail * disk.bsize,
        totalBytes: disk.blocks * disk.bsize,
      },
      organizationsIn: context.backups.organizationsIn,
      signIn: signInOf(context),
      processes: processes.map(({ id, queues, startedAt }) => ({
        id,
        startedAt: toSeconds(startedAt),
        queues: queues && [...queues],
      })),
      queues: await queuesOf(context, processes),
      organizations: await organizationsOf(context),
    }
  },
})

type Owners = Awaited<ReturnType<ApiContext['pipeline']['engine']['runs']['owners']>>

async function queuesOf({ runs }: ApiContext, processes: Owners): Promise<z.output<typeof queueShape>[]> {
  const active = await runs.list({ status: ['pending', 'waiting', 'running'], limit: 500 })
  const names = new Set([
    ...active.map(({ queue }) => queue),
    ...processes.flatMap(({ queues }) => queues ?? []),
  ])
  const isKnown = processes.every(({ queues }) => queues !== null)
  return [...names].sort().map((queue) => {
    const own = active.filter((run) => run.queue === queue)
    return {
      queue,
      active: own.length,
      running: own.filter(({ status }) => status === 'running').length,
      processes: isKnown ? processes.filter(({ queues }) => queues?.includes(queue)).length : null,
    }
  })
}

async function organizationsOf({ accounts, organizations, runs }: ApiContext) {
  const people = await listPeople(accounts)
  const all: z.output<typeof organizationShape>[] = []
  for (const { id, name } of await organizations.list()) {
    const [last] = await runs.list({ labels: { organization: id }, limit: 1 })
    all.push({
      id,
      name,
      members: people.filter(({ roles }) => roles.has(id)).length,
      lastRun: last ? toRunAnswer(last) : null,
    })
  }
  return all
}
