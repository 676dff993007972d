/** What is kept is no more than it may be, and gone once another connection has committed. */
import { attachTenant, type Tenant } from '@upflow/db'
import { expect, it } from 'vitest'
import { createKeptFiles, type KeptName } from '../src/kept-reads.ts'
import { acme, addRepository, atEnd, newTenants } from './support.ts'

const [one, two, three] = ['one', 'two', 'three'].map((name): KeptName<number> => ({ name }))

async function openFile(): Promise<{ readonly writer: Tenant; readonly reader: Tenant }> {
  const tenants = newTenants()
  const writer = await tenants.create(acme)
  const reader = attachTenant(await tenants.pathToRead(acme), acme, { readOnly: true })
  atEnd(() => reader.close())
  return { writer, reader }
}

it('of all files together so many bytes, and what was not asked for the longest goes first', async () => {
  const [first, second] = [await openFile(), await openFile()]
  const files = createKeptFiles({ mostBytes: 100 })
  const [kept, beside] = [files.ofFile().at(first.reader.sqlite), files.ofFile().at(second.reader.sqlite)]
  expect(kept.put(one!, 1, 40)).toBe(true)
  expect(beside.put(one!, 2, 40)).toBe(true)
  expect(kept.get(one!)).toBe(1)
  expect(kept.put(two!, 3, 40)).toBe(true)
  expect([kept.get(one!), beside.get(one!), kept.get(two!)]).toEqual([1, null, 3])
  expect(kept.put(three!, 4, 101)).toBe(false)
  expect([kept.get(one!), kept.get(three!)]).toEqual([1, null])
  // What takes the place of another is not counted twice.
  kept.put(one!, 5, 60)
  expect([kept.get(one!), kept.get(two!)]).toEqual([5, 3])
})

it('what was read before a commit of another connection is gone, that of other files is not', async () => {
  const [first, second] = [await openFile(), await openFile()]
  const files = createKeptFiles({ mostBytes: 100 })
  const [reads, others] = [files.ofFile(), files.ofFile()]
  reads.at(first.reader.sqlite).put(one!, 1, 1)
  others.at(second.reader.sqlite).put(one!, 2, 1)
  expect(reads.at(first.reader.sqlite).get(one!)).toBe(1)
  addRepository(first.writer, 'acme/app')
  expect(reads.at(first.reader.sqlite).get(one!)).toBeNull()
  expect(others.at(second.reader.sqlite).get(one!)).toBe(2)
  others.forget()
  expect(others.at(second.reader.sqlite).get(one!)).toBeNull()
})

it('what is read is all that was asked for since the last commit, and lately before it', async () => {
  const { reader, writer } = await openFile()
  let nowMs = 0
  const reads = createKeptFiles({ mostBytes: 100 }, () => nowMs).ofFile()
  const toRead = (since: number, until: number) => reads.at(reader.sqlite).toRead(one!, { since, until })
  const commit = (name: string) => addRepository(writer, `acme/${name}`)
  expect(toRead(10, 20)).toEqual({ since: 10, until: 20 })
  expect(toRead(15, 40)).toEqual({ since: 10, until: 40 })
  expect(reads.at(reader.sqlite).toRead(two!, { since: 1, until: 2 })).toEqual({ since: 1, until: 2 })
  commit('app')
  expect(toRead(30, 35)).toEqual({ since: 10, until: 40 })
  expect(toRead(35, 50)).toEqual({ since: 10, until: 50 })
  commit('web')
  // Of the version before the last nobody has asked for it again.
  expect(toRead(45, 60)).toEqual({ since: 30, until: 60 })
  nowMs += 60_000
  commit('docs')
  expect(toRead(1, 2)).toEqual({ since: 1, until: 2 })
  // What was too much is not read for others too.
  expect(reads.at(reader.sqlite).put(one!, 1, 101)).toBe(false)
  expect(toRead(3, 4)).toEqual({ since: 3, until: 4 })
})

it('in a transaction that began before a commit, what was read before is still what it sees', async () => {
  const { reader, writer } = await openFile()
  const reads = createKeptFiles({ mostBytes: 100 }).ofFile()
  reads.at(reader.sqlite).put(one!, 1, 1)
  reader.sqlite.transaction(() => {
    expect(reads.at(reader.sqlite).get(one!)).toBe(1)
    addRepository(writer, 'acme/app')
    expect(reads.at(reader.sqlite).get(one!)).toBe(1)
  })()
  expect(reads.at(reader.sqlite).get(one!)).toBeNull()
})
