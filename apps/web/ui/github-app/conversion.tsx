/** Takes the app that GitHub has just made: by a code that is good once, so that it is sent once. */
import { useEffect, useRef } from 'react'
import { appPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { useChange } from '../settings/use-change.ts'
import type { CameBack } from './use-came-back.ts'

export function Conversion({ came }: { came: CameBack }) {
  const { id } = useOrganization()
  const { send, isBusy, error, done } = useChange<Answer<'convertApp'>>()
  const isSent = useRef(false)
  useEffect(() => {
    if (isSent.current) return
    isSent.current = true
    void send('POST', `${appPath(id)}/conversion`, came)
  }, [came, id, send])
  return (
    <div role="status">
      {isBusy && <p>Takes the app that GitHub has made…</p>}
      {error && <Notice tone="bad">{error.message}</Notice>}
      {done && (
        <Notice tone="plain">
          The app is made, and its key is stored, encrypted.{' '}
          <a href={done.installUrl}>Install it for an account</a>, then choose the installation here.
        </Notice>
      )}
    </div>
  )
}
