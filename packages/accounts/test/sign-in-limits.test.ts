/** How often somebody may fail, whichever way they try, and what is no failure of theirs. */
import { expect, it } from 'vitest'
import { scrypt } from '../src/sign-in/passwords.ts'
import { networkOf } from '../src/store/network-of.ts'
import { ann, from, password, setUpAnn } from './support.ts'

const codeOf = (trying: Promise<unknown>): Promise<string> =>
  trying.then(
    () => 'done',
    ({ code }) => code,
  )
const countOf = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length

it('guesses at the present password that come at once are limited like any other', async () => {
  const { signIn, cookies, clock } = await setUpAnn()
  const { id: sessionId, person } = (await signIn.sessionOf(from(cookies)))!
  const change = (current: string) =>
    codeOf(signIn.changePassword(person, { current, next: 'another-password', sessionId }, from(cookies)))
  const codes = await Promise.all(Array.from({ length: 50 }, (_, index) => change(`a-wrong-one-${index}`)))
  expect(countOf(codes, 'accounts/wrong-credentials')).toBe(10)
  expect(countOf(codes, 'accounts/too-many-attempts')).toBe(40)
  expect(await change(password)).toBe('accounts/too-many-attempts')
  clock.skipped += 15 * 60 + 1
  expect(await change(password)).toBe('done')
})

it('who is told that too many sign in just now has not failed', async () => {
  const { signIn } = await setUpAnn({ hashing: scrypt })
  const guess = (index: number, address: string) =>
    codeOf(signIn.signIn({ email: `p${index}@example.com`, password }, from([], address)))
  // More than are computed and waited for at once, each from elsewhere.
  const crowd = Array.from({ length: 60 }, (_, index) => guess(index, `198.51.100.${index}`))
  // As many as may fail from one address.
  const codes = await Promise.all(Array.from({ length: 30 }, (_, index) => guess(100 + index, '192.0.2.1')))
  await Promise.all(crowd)
  const busy = countOf(codes, 'accounts/too-busy')
  expect(countOf(codes, 'accounts/wrong-credentials') + busy).toBe(30)
  expect(await codeOf(signIn.signIn(ann, from([], '192.0.2.1')))).toBe(
    busy > 0 ? 'done' : 'accounts/too-many-attempts',
  )
})

it('the addresses of one customer count as one', async () => {
  const { signIn } = await setUpAnn()
  const codes = await Promise.all(
    Array.from({ length: 31 }, (_, index) =>
      codeOf(
        signIn.signIn({ email: `p${index}@example.com`, password }, from([], `2001:db8::${index + 1}:1`)),
      ),
    ),
  )
  expect(countOf(codes, 'accounts/wrong-credentials')).toBe(30)
  expect(countOf(codes, 'accounts/too-many-attempts')).toBe(1)
  expect(await codeOf(signIn.signIn(ann, from([], '2001:db8:0:1::1')))).toBe('done')
})

it.each([
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['192.0.2.1', '192.0.2.1'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))
