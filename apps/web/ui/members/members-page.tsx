/** Who may see this organization, as what, and who is invited. */
import { NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { membersQuery, organizationPath } from '../api/queries.ts'
import type { Member, Role } from '../api/types.ts'
import { useMyRole } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
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
  const change = (member: string, role: Role | null) => {
    const path = `${organizationPath(id)}/members/${encodeURIComponent(member)}`
    setProblem(null)
    void (role === null ? tell('DELETE', path) : tell('PUT', path, { role }))
      .catch((error: Error) => setProblem(error.message))
      .then(() => queries.invalidateQueries({ queryKey: membersQuery(id).queryKey }))
  }
  if (members.length === 0)
    return <p className="muted">Nobody yet but the administrators of the installation.</p>
  return (
    <>
      <p className="account-problem" role="alert">
        {problem}
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
            {members.map(({ id: member, name, email, role, login, loginBy }) => (
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
                      onChange={({ currentTarget }) => change(member, currentTarget.value as Role)}
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
                    <Removal name={name} onRemove={() => change(member, null)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  )
}

function Removal({ name, onRemove }: { name: string; onRemove: () => void }) {
  const [isSure, setIsSure] = useState(false)
  if (!isSure)
    return (
      <button type="button" className="link-button" onClick={() => setIsSure(true)}>
        Remove…<span className="hidden"> {name}</span>
      </button>
    )
  return (
    <>
      <button type="button" className="link-button" onClick={onRemove}>
        Remove {name}
      </button>{' '}
      <button type="button" className="link-button" onClick={() => setIsSure(false)}>
        Keep {name}
      </button>
    </>
  )
}
