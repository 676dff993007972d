/** What a database says that cannot be used, each with what to do about it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from '../src/index.ts'
import { toPostgresError } from '../src/postgres/postgres-error.ts'
import { startPlaces } from './store-places.ts'

const places = await startPlaces()

const refusalOf = async (url: string) => {
  const postgres = await openPostgres(url, { connections: 1 })
  try {
    return await postgres.transaction(async () => null).catch((error: unknown) => error)
  } finally {
    await postgres.close()
  }
}

describe.skipIf(places === null)('a database that', () => {
  let url = ''
  beforeAll(async () => {
    const { pool, ...postgres } = await places!.newDatabase()
    url = postgres.url
    const { rows } = await pool.query<{ readonly hba_file: string }>('SHOW hba_file')
    await pool.query(`CREATE ROLE limited LOGIN CONNECTION LIMIT 0; CREATE ROLE secretive LOGIN PASSWORD 'hunter2';
      CREATE ROLE sealed LOGIN;
      COPY (VALUES ('host all secretive 127.0.0.1/32 scram-sha-256'), ('hostnossl all sealed 127.0.0.1/32 reject'),
        ('host all all 127.0.0.1/32 trust'), ('local all all trust')) TO '${rows[0]!.hba_file}'`)
    await pool.query('SELECT pg_reload_conf()')
  })

  it.each([
    ['has no connection left', 'limited', '', true, /no connection left.*max_connections/],
    [
      'asks for a password that is not there',
      'secretive',
      '',
      false,
      /asks for a password, and UPFLOW_DATABASE_URL has none/,
    ],
    ['takes another password', 'secretive:wrong', '', false, /takes another user or password/],
    ['lets in nobody without TLS', 'sealed', '', false, /nobody in without TLS.*sslmode/],
    ['has no TLS', 'upflow', '?sslmode=verify-full', false, /speaks no TLS/],
    ['is not there', 'upflow', '_of_nobody', true, /Check that it runs, and the address/],
  ])('%s', async (_, user, rest, retryable, said) => {
    const error = await refusalOf(`${url.replace('//upflow@', `//${user}@`)}${rest}`)
    expect(error).toMatchObject({ code: 'db/unreachable', retryable, message: expect.stringMatching(said) })
    expect((error as Error).message).not.toContain('wrong')
  })
})

it.each([
  ['53100', 'could not extend file: No space left on device', /out of room/],
  ['53200', 'out of memory', /out of room/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', /sslrootcert/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", /sslrootcert/],
  ['57P01', 'terminating connection due to administrator command', /Check that it runs/],
  ['', 'Connection terminated unexpectedly', /Check that it runs/],
])('%s, %s', (code, message, said) => {
  const error = toPostgresError(
    Object.assign(new Error(message), { code }),
    'postgresql://upflow:hunter2@db/upflow',
  )
  expect(error).toMatchObject({ code: 'db/unreachable', message: expect.stringMatching(said) })
  expect((error as Error).message).not.toContain('hunter2')
})

it('what is about neither is as it was', () => {
  const error = Object.assign(new Error('division by zero'), { code: '22012' })
  expect(toPostgresError(error, 'postgresql://db/upflow')).toBe(error)
})
