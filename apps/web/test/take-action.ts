/** Takes the actions of an organization one after the other, each with what those before it have made. */
import type { Emulator } from '@upflow/github-emulator'
import { openPipeline } from '@upflow/pipeline'
import { writes } from '../src/api/create-api.ts'
import { handIn } from './app-github.ts'
import type { OrganizationAction } from './organization-actions.ts'
import { newReceiver } from './receiver.ts'
import { atEnd, configOf, createAcme, newFolder, small, start, startGithub, token } from './support.ts'

interface ActionSite {
  readonly url: string
  readonly github: Emulator
  /** Of a webhook. */
  readonly receiverUrl: string
}

/** A server of an organization, and what does something there and says how that was answered. */
export async function startToAct() {
  const dataDir = newFolder()
  const github = await startGithub(small(3))
  atEnd(() => github.close())
  await (await createAcme(dataDir, github)).close()
  const receiver = await newReceiver()
  const { get, server } = await start({ dataDir, environment: { UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' } })
  const take = actionTaker({ url: server.url, github, receiverUrl: receiver.url })
  return {
    get,
    take,
    /** Makes good for those that follow what an action has spoilt, which leaves a line of its own in the audit. */
    makeGood: async ({ id }: OrganizationAction) => {
      if (id === 'setConnection') await storeTokenAgain(dataDir)
    },
  }
}

function actionTaker({ url, github, receiverUrl }: ActionSite) {
  let run = ''
  let came = { code: '', state: '' }
  return async ({ id, path, body = {} }: OrganizationAction): Promise<{ status: number; text: string }> => {
    const method = writes.find((one) => one.id === id)?.method.toUpperCase() ?? 'GET'
    const response = await fetch(`${url}/api/v1${path.replace('RUN', run)}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'GET'
        ? {}
        : {
            body: JSON.stringify(body)
              .replace('RECEIVER', receiverUrl)
              .replace('CODE', came.code)
              .replace('STATE', came.state),
          }),
    })
    const text = await response.text()
    if (response.status !== 200) return { status: response.status, text }
    if (method !== 'GET') run = (JSON.parse(text) as { run?: { id: string } | null }).run?.id ?? run
    if (id === 'beginApp') {
      came = await handIn(JSON.parse(text))
    } else if (id === 'convertApp') {
      const installation = { id: 5, account: 'bitcoin-core', repositories: 'all', suspendedAt: null } as const
      github.apps[0]!.installations.push(installation)
    }
    return { status: response.status, text }
  }
}

/** Another token than the one that the emulator knows is of no use to those that follow. */
async function storeTokenAgain(dataDir: string): Promise<void> {
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  await pipeline.organizations.storeToken('acme' as never, token)
  await pipeline.close()
}
