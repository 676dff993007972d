/** Which repositories are read: those that are, what the token sees besides, and what reading them comes to. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { organizationPath, repositoriesQuery } from '../api/queries.ts'
import type { Answer, Repository } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Empty, Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { Available } from './available.tsx'
import { Discovery } from './discovery.tsx'
import { Estimate } from './estimate.tsx'
import { Field } from './field.tsx'
import { RepositoryRule } from './repository-rule.tsx'
import { useChange } from './use-change.ts'
import './settings.css'

export function RepositoriesPage() {
  const { id, zone } = useOrganization()
  const repositories = useQuery(repositoriesQuery(id))
  const isOwner = useIsAtLeast('owner')
  const [removing, setRemoving] = useState<string | null>(null)
  const [ruling, setRuling] = useState<string | null>(null)
  const present = repositories.data?.repositories ?? []
  const named = (name: string | null) => present.find((one) => one.name === name)
  const [ruled, removed] = [named(ruling), named(removing)]
  const pause = useChange<Answer<'pauseRepository'>>()
  return (
    <>
      <PageHead title="Repositories" question="Which repositories are read?" />
      <Asked asked={repositories}>
        {(data) =>
          data.repositories.length === 0 ? (
            <Empty title="No repository yet">
              <p>Discover below what the token sees.</p>
            </Empty>
          ) : (
            <TableScroll label="Repositories that are read">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">Repository</th>
                    <th scope="col">Released by</th>
                    <th scope="col">Read whole</th>
                    <th scope="col">Pause</th>
                    {isOwner && <th scope="col">Removal</th>}
                  </tr>
                </thead>
                <tbody>
                  {data.repositories.map((one) => (
                    <tr key={one.name}>
                      <th scope="row">{one.name}</th>
                      <td>
                        {one.releaseRule.kind === 'none'
                          ? 'nothing'
                          : `${one.releaseRule.kind} ${[one.releaseRule.key].flat().join(' or ')}`}{' '}
                        <button type="button" className="link-button" onClick={() => setRuling(one.name)}>
                          Rule…<span className="hidden"> of {one.name}</span>
                        </button>
                      </td>
                      <td className="time">{one.asOf === null ? 'never' : zone.dateTime(one.asOf)}</td>
                      <td>
                        {one.pause !== null &&
                          `Paused since ${zone.dateTime(one.pause.since)} by ${one.pause.by}. `}
                        <button
                          type="button"
                          className="link-button"
                          disabled={pause.isBusy}
                          onClick={() =>
                            void pause.send(
                              'POST',
                              `${organizationPath(id)}/repositories/${one.name}/${one.pause === null ? 'pause' : 'resume'}`,
                            )
                          }
                        >
                          {one.pause === null ? 'Pause' : 'Read'}
                          <span className="hidden"> {one.name}</span>
                          {one.pause !== null && ' again'}
                        </button>
                      </td>
                      {isOwner && (
                        <td>
                          <button type="button" className="link-button" onClick={() => setRemoving(one.name)}>
                            Remove…<span className="hidden"> {one.name}</span>
                          </button>
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableScroll>
          )
        }
      </Asked>
      <div role="status">
        {pause.error && <Notice tone="bad">{pause.error.message}</Notice>}
        {pause.done && <Notice tone="plain">{pauseWords(pause.done)}</Notice>}
      </div>
      {ruled && <RepositoryRule key={ruled.name} repository={ruled} onDone={() => setRuling(null)} />}
      {removed && <Removal key={removed.name} repository={removed} onDone={() => setRemoving(null)} />}
      {present.length > 0 && (
        <Section title="What a backfill comes to">
          <Estimate />
        </Section>
      )}
      <Section title="Discover" note="What the token sees, the most recently pushed first.">
        <Available />
      </Section>
      <Discovery />
    </>
  )
}

const pauseWords = ({ name, pause }: Answer<'pauseRepository'>): string =>
  pause === null
    ? `${name} is read again, from the next run on.`
    : `${name} is paused: nothing is read of it until it is resumed, and what was read of it counts.`

function Removal({ repository: { name }, onDone }: { repository: Repository; onDone: () => void }) {
  const { id } = useOrganization()
  const [confirm, setConfirm] = useState('')
  const remove = useChange<{ removed: string }>()
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault()
        if (await remove.send('DELETE', `${organizationPath(id)}/repositories/${name}`, { confirm })) onDone()
      }}
    >
      <Notice tone="bad">
        Removes {name} with all that was read of it. Nothing at GitHub changes; to have it back, it is added
        and read again.
      </Notice>
      <Field label={`Type ${name}`} value={confirm} onChange={setConfirm} problems={remove.problems} />
      <div className="form-actions">
        <Button type="submit" color="red" variant="default" loading={remove.isBusy}>
          Remove it with its data
        </Button>
        <Button type="button" variant="default" onClick={onDone}>
          Keep it
        </Button>
      </div>
    </form>
  )
}
