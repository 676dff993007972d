/** Who may see this organization, as what, and who is invited. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { membersQuery, organizationPath } from '../api/queries.ts'
import type { Member } from '../api/types.ts'
import { useMyRole } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { TableScroll } from '../parts/table.tsx'
import { TwoStepButton } from '../parts/two-step-button.tsx'
import { useSaidChange } from '../settings/use-said-change.tsx'
import { Invitations } from './invitations.tsx'
import { MemberLogin } from './member-login.tsx'
import { roleChoices } from './role-choices.ts'
import './members.css'

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
  const change = useSaidChange()
  if (members.length === 0)
    return (
      <>
        {change.said}
        <p className="muted">Nobody yet but the administrators of the installation.</p>
      </>
    )
  return (
    <>
      {change.said}
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
            {members.map(({ id: member, name, email, role, login, loginBy }) => {
              const path = `${organizationPath(id)}/members/${encodeURIComponent(member)}`
              return (
                <tr key={member}>
                  <th scope="row">{name}</th>
                  <td>{email}</td>
                  <td>
                    {isOwner ? (
                      <NativeSelect
                        className="member-role"
                        size="xs"
                        aria-label={`Role of ${name}`}
                        value={role}
                        data={roleChoices}
                        onChange={({ currentTarget: { value } }) =>
                          void change.sendInPlace(`${name} is ${value} now.`, 'PUT', path, { role: value })
                        }
                      />
                    ) : (
                      role
                    )}
                  </td>
                  <td>
                    <MemberLogin member={member} name={name} login={login} by={loginBy} />
                  </td>
                  {isOwner && (
                    <td>
                      <TwoStepButton
                        asks="Remove…"
                        does={`Remove ${name}`}
                        keeps={`Keep ${name}`}
                        name={name}
                        onSure={() => void change.send(`${name} is no longer a member.`, 'DELETE', path)}
                      />
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
