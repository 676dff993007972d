/** What can be done to a run is said for whoever asks: nothing is offered that is then refused. */
import { expect, it } from 'vitest'
import { ask, startWithOwner } from './people.ts'

it('a run is acted on by admins, and to others it is said so', async () => {
  const web = await startWithOwner()
  const { url } = web
  const owner = await web.join('owner', 'acme', 'owner')
  const { runs } = (await ask(url, '/api/v1/runs?organization=acme', { cookie: owner })).json
  const path = `/api/v1/runs/${runs[0].id}/actions`
  const refused = { isPossible: false, text: 'It takes an admin of the organization.' }
  for (const role of ['viewer', 'member']) {
    const cookie = await web.join(role, 'acme', role)
    expect((await ask(url, path, { cookie })).json, role).toMatchObject({
      cancel: refused,
      retry: refused,
      rerun: refused,
    })
  }
  const { token } = await web.makeToken(owner, 'acme', ['read'])
  expect((await ask(url, path, { bearer: token })).json.rerun).toEqual({
    isPossible: false,
    text: expect.stringContaining("scope 'run'"),
  })
  const admin = await web.join('admin', 'acme', 'admin')
  expect((await ask(url, path, { cookie: admin })).json).toMatchObject({
    cancel: { isPossible: false, text: 'It has ended already: succeeded.' },
    rerun: { isPossible: true },
  })
})
