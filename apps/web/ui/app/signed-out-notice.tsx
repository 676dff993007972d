/** The session has ended while something was written: the way to sign in that keeps it, which is in another tab. */
import { useEffect, useRef } from 'react'
import { useIsSignedOut } from '../api/signed-out.ts'
import { Notice } from '../parts/conditions.tsx'

export const SignedOutNotice = () => (useIsSignedOut() ? <SignedOut /> : null)

function SignedOut() {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div role="alert" ref={place}>
      <Notice tone="bad">
        <p>
          You are signed out.{' '}
          <a href="/sign-in" target="_blank" rel="noopener">
            Sign in in another tab
          </a>
          : what you have written stays here, and can be sent again then.
        </p>
      </Notice>
    </div>
  )
}
