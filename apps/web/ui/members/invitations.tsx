/** Who is invited, and inviting somebody: the link is shown once. */
import { Button, NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Field, Problem } from '../account/fields.tsx'
import { useSubmit } from '../account/use-submit.ts'
import { tell } from '../api/client.ts'
import { invitationsQuery, organizationPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useFocusOn } from '../parts/use-focus-on.ts'
import { useChange } from '../settings/use-change.ts'
import { roleChoices } from './role-choices.ts'
import '../account/account.css'
import './members.css'

export function Invitations({ isOwner }: { isOwner: boolean }) {
  const { id, zone } = useOrganization()
  const invitations = useQuery(invitationsQuery(id))
  const revoke = useChange()
  return (
    <>
      {revoke.error && <Notice tone="bad">{revoke.error.message}</Notice>}
      <Asked asked={invitations} lines={2}>
        {(data) =>
          data.invitations.length === 0 ? (
            <p className="muted">Nobody is invited just now.</p>
          ) : (
            <TableScroll label="Invitations">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">For</th>
                    <th scope="col">As</th>
                    <th scope="col">By</th>
                    <th scope="col">Until</th>
                    {isOwner && (
                      <th scope="col">
                        <span className="hidden">Take back</span>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {data.invitations.map(({ id: invitation, note, role, createdBy, expiresAt }) => (
                    <tr key={invitation}>
                      <th scope="row">{note}</th>
                      <td>{role}</td>
                      <td>{createdBy}</td>
                      <td className="time">{zone.dateTime(expiresAt)}</td>
                      {isOwner && (
                        <td>
                          <button
                            type="button"
                            className="link-button"
                            onClick={() =>
                              void revoke.send(
                                'DELETE',
                                `${organizationPath(id)}/invitations/${encodeURIComponent(invitation)}`,
                              )
                            }
                          >
                            Take back
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
      {isOwner && <Invite />}
    </>
  )
}

function Invite() {
  const { id } = useOrganization()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const [role, setRole] = useState('viewer')
  const [url, setUrl] = useState<string | null>(null)
  const place = useFocusOn<HTMLParagraphElement>(url)
  const submit = useSubmit(async () => {
    const made = await tell<Answer<'createInvitation'>>('POST', `${organizationPath(id)}/invitations`, {
      note,
      role,
    })
    setUrl(made.url)
    setNote('')
    await queries.invalidateQueries({ queryKey: invitationsQuery(id).queryKey })
  })
  return (
    <form className="account-form invite" onSubmit={submit.onSubmit}>
      <Field name="note" label="Whom do you invite?" value={note} onChange={setNote} submit={submit} />
      <NativeSelect
        label="As"
        value={role}
        data={roleChoices}
        onChange={({ currentTarget }) => setRole(currentTarget.value)}
      />
      <Problem submit={submit} />
      <Button type="submit" loading={submit.isSending}>
        Make the link
      </Button>
      <div role="status">
        {url !== null && (
          <p className="account-once" ref={place} tabIndex={-1}>
            Send this link, which is shown once and works once, within a week: <code>{url}</code>
          </p>
        )}
      </div>
    </form>
  )
}
