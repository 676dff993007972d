/** Who may see this organization, as what, and who is invited. */
import { NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { tell } from '../api/client.ts'
import { membersQuery, organizationPath } from '../api/queries.ts'
import type { Member, Role } from '../api/types.ts'
import { useMyRole } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useTwoSteps } from '../parts/use-two-steps.ts'
import { Invitations } from './invitations.tsx'
import { MemberLogin } from './member-login.tsx'
import { roleChoices } from './role-choices.ts'

export function MembersPage() {
  const { id } = useOrganization()
  const members = useQuery(membersQuery(id))
  const isOwner = useMyRole() === 'owner'
  return (
    <>
      <PageHead title="Members" question="Who may see this organization, and do what?" />
      <Asked asked={members}>{(data) => <Members members={data.members} isOwner={isOwner} />}</Asked>
      <Section title="Invitations" note="A link that works once.">
        <Invitations isOwner={isOwner} />
      </Section>
    </>
  )
}

function Members({ members, isOwner }: { members: readonly Member[]; isOwner: boolean }) {
  const { id } = useOrganization()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const said = useRef<HTMLParagraphElement>(null)
  const change = async ({ id: member, name }: Member, role: Role | null) => {
    const path = `${organizationPath(id)}/members/${encodeURIComponent(member)}`
    setProblem(null)
    setDone(null)
    try {
      await (role === null ? tell('DELETE', path) : tell('PUT', path, { role }))
      if (role === null) {
        setDone(`${name} is no longer a member.`)
        // The row that had the focus is gone.
        said.current?.focus()
      }
    } catch (error) {
      setProblem((error as Error).message)
    }
    await queries.invalidateQueries({ queryKey: membersQuery(id).queryKey })
  }
  if (members.length === 0)
    return <p className="muted">Nobody yet but the administrators of the installation.</p>
  return (
    <>
      <p className="account-problem" role="alert">
        {problem}
      </p>
      <p className="muted" role="status" ref={said} tabIndex={-1}>
        {done}
      </p>
      <TableScroll label="Members">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Address</th>
              <th scope="col">Role</th>
              <th scope="col">At GitHub</th>
              {isOwner && (
                <th scope="col">
                  <span className="hidden">Remove</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {members.map((one) => {
              const { id: member, name, email, role, login, loginBy } = one
              return (
                <tr key={member}>
                  <th scope="row">{name}</th>
                  <td>{email}</td>
                  <td>
                    {isOwner ? (
                      <NativeSelect
                        size="xs"
                        aria-label={`Role of ${name}`}
                        value={role}
                        data={roleChoices}
                        onChange={({ currentTarget }) => void change(one, currentTarget.value as Role)}
                      />
                    ) : (
                      role
                    )}
                  </td>
                  <td>
                    <MemberLogin
                      // What is set anew is another's word.
                      key={login}
                      member={member}
                      name={name}
                      login={login}
                      by={loginBy}
                    />
                  </td>
                  {isOwner && (
                    <td>
                      <Removal name={name} onRemove={() => void change(one, null)} />
                    </td>
                  )}
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableScroll>
    </>
  )
}

function Removal({ name, onRemove }: { name: string; onRemove: () => void }) {
  const { isAsked, ask, leave, askRef, doRef } = useTwoSteps()
  if (!isAsked)
    return (
      <button ref={askRef} type="button" className="link-button" onClick={ask}>
        Remove…<span className="hidden"> {name}</span>
      </button>
    )
  return (
    <>
      <button ref={doRef} type="button" className="link-button" onClick={onRemove}>
        Remove {name}
      </button>{' '}
      <button type="button" className="link-button" onClick={leave}>
        Keep {name}
      </button>
    </>
  )
}
