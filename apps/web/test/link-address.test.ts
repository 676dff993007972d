/** Wherever the server listens: it answers at the address that its links lead to. Nothing listens here. */
import { linkAddress, serverNames } from '@upflow/accounts'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { allowHosts } from '../src/guard/allowed-hosts.ts'

it.each([
  [{ host: '127.0.0.1' }, 'http://127.0.0.1:4400'],
  [{ host: 'localhost' }, 'http://localhost:4400'],
  [{ host: '0.0.0.0' }, 'http://127.0.0.1:4400'],
  [{ host: '::' }, 'http://127.0.0.1:4400'],
  [{ host: '::1' }, 'http://[::1]:4400'],
  [{ host: 'fd00::1' }, 'http://[fd00::1]:4400'],
  [{ host: 'upflow.lan' }, 'http://upflow.lan:4400'],
  [{ host: '0.0.0.0', hosts: ['upflow.lan', 'other.lan'] }, 'http://upflow.lan:4400'],
  [{ host: '0.0.0.0', url: 'https://upflow.example.com' }, 'https://upflow.example.com'],
  [
    { host: '0.0.0.0', hosts: ['a.lan'], url: 'https://upflow.example.com:8443' },
    'https://upflow.example.com:8443',
  ],
])('of %j links lead to %s', async (given, address) => {
  const reach = { hosts: [], url: null, port: 4400, ...given }
  expect(linkAddress(reach)).toBe(address)
  const app = new Hono()
  app.use(allowHosts(serverNames(reach)))
  app.get('/', (context) => context.text('answered'))
  const answer = await app.request(address, { headers: { host: new URL(address).host } })
  expect(answer.status).toBe(200)
})
