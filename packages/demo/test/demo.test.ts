import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Demo, fullName, openData, parseConfig } from '@upflow/pipeline/data'
import { afterEach, expect, it } from 'vitest'
import { demoCaveat, demoIds, ensureDemo, startDemo } from '../src/index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(demo: Demo) {
  const dataDir = mkdtempSync(join(tmpdir(), 'upflow-demo-'))
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }), demo })
  closing.push(() => data.close())
  return data
}

it.each(demoIds)(
  '%s has its repositories, however often it is asked for, and says what it lacks',
  async (id) => {
    const demo = await startDemo(id)
    closing.push(() => demo.close())
    const data = await open(demo)
    const organization = await ensureDemo(data, id)
    const names = (await data.organizations.repositories(organization)).map(fullName)
    expect(names.length).toBeGreaterThan(1)
    await ensureDemo(data, id)
    expect((await data.organizations.repositories(organization)).map(fullName)).toEqual(names)
    expect(demoCaveat(id)).toContain('pseudonyms')
  },
)

it('leaves an organization alone that is not the demo’s', async () => {
  const data = await open({ apiUrl: 'http://127.0.0.1:9', token: 'none' })
  await data.organizations.create({
    id: 'demo',
    integration: { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null },
  })
  await expect(ensureDemo(data, 'demo')).rejects.toMatchObject({ code: 'demo/not-the-demo' })
})

it('knows no other organization', async () => {
  await expect(startDemo('acme')).rejects.toMatchObject({ code: 'demo/unknown-organization' })
})
