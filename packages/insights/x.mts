import { attachTenant } from '@upflow/db'
import { listPullRequests, listWaiting, readReport } from './src/index.ts'

const tenant = attachTenant(process.argv[2] ?? '/tmp/ins/data5/tenants/generated.db', 'generated' as never, {
  readOnly: true,
})
const now = tenant.sqlite.prepare('select max(merged_at) from analyzed_pull_requests').pluck().get() as number
const t = async (name: string, f: () => unknown, n = 9) => {
  const ms: number[] = [],
    cpu: number[] = []
  for (let i = 0; i < n; i++) {
    const c = process.cpuUsage(),
      s = performance.now()
    await f()
    ms.push(performance.now() - s)
    const d = process.cpuUsage(c)
    cpu.push((d.user + d.system) / 1000)
  }
  ms.sort((a, b) => a - b)
  cpu.sort((a, b) => a - b)
  console.log(
    name.padEnd(50),
    'ms',
    ms[0]!.toFixed(1),
    ms[n >> 1]!.toFixed(1),
    'cpu',
    cpu[0]!.toFixed(1),
    cpu[n >> 1]!.toFixed(1),
  )
}
const since = now - 90 * 86400
for (const clock of ['wall', 'working'] as const) {
  await t(`report 90d ${clock}`, () => readReport(tenant, { now, clock, filter: { since } }))
  await t(`report 90d by repo ${clock}`, () =>
    readReport(tenant, { now, clock, filter: { since }, by: 'repository' }),
  )
  await t(`report all ${clock}`, () => readReport(tenant, { now, clock }))
  await t(`report all by author ${clock}`, () => readReport(tenant, { now, clock, by: 'author' }))
  await t(
    `report all base main ${clock}`,
    () => readReport(tenant, { now, clock, filter: { bases: ['main'] } }),
    3,
  )
}
const repositories = ['service-0007']
await t(`report all one repo`, () => readReport(tenant, { now, filter: { repositories } }))
await t(`list newest 50`, () => listPullRequests(tenant, { limit: 50 }))
await t(`list newest 50 merged`, () =>
  listPullRequests(tenant, { limit: 50, state: 'merged', sort: 'merged_at' }),
)
await t(`list now_since`, () => listPullRequests(tenant, { limit: 50, sort: 'now_since', descending: false }))
await t(`list longest total`, () => listPullRequests(tenant, { limit: 50, sort: 'total_seconds' }))
await t(`list one author newest`, () =>
  listPullRequests(tenant, { limit: 50, filter: { authors: ['dev-0001'] } }),
)
await t(`list one repo newest`, () => listPullRequests(tenant, { limit: 50, filter: { repositories } }))
await t(`waiting`, () => listWaiting(tenant, {}, 10))

await t(`list merged in 90d longest`,()=>listPullRequests(tenant,{limit:50,sort:'total_seconds',filter:{since}}))
await t(`list rare author`,()=>listPullRequests(tenant,{limit:50,filter:{authors:['nobody']}}))
await t(`list open newest`,()=>listPullRequests(tenant,{limit:50,state:'open'}))
await t(`now`,()=>readNow(tenant,{limit:10}))
await t(`facts`,()=>readFacts(tenant))
