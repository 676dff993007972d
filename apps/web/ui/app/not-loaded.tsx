/** In the place of a page whose code is not there: the server does not answer, or has another build of the pages. */
import { useEffect, useState } from 'react'
import { ApiError, unreachable } from '../api/client.ts'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import type { NotLoadedError } from './lazy-page.ts'

/** From which build the document was last loaded anew: once is enough. */
const kept = 'upflow-reloaded-from'

export function NotLoaded({ error }: { error: NotLoadedError }) {
  const [found, setFound] = useState<'asking' | 'away' | 'same'>('asking')
  useEffect(() => {
    let isLeft = false
    void askForBuild().then((build) => {
      if (isLeft) return
      if (build !== 'other' || window.sessionStorage.getItem(kept) === ownBuild())
        return setFound(build === 'away' ? 'away' : 'same')
      window.sessionStorage.setItem(kept, ownBuild())
      window.location.reload()
    })
    return () => {
      isLeft = true
    }
  }, [])
  // The document is loaded anew only from a server that answers: else there would be nothing left to try again from.
  const again = async () => {
    setFound('asking')
    if ((await askForBuild()) === 'away') setFound('away')
    else window.location.reload()
  }
  if (found === 'asking') return <Loading />
  return (
    <ErrorPanel
      isPage
      error={found === 'away' ? new ApiError(0, unreachable) : error}
      onRetry={() => void again()}
    />
  )
}

/** A build's first script has a name of its own. */
const ownBuild = (): string =>
  document.querySelector('script[type=module]')?.getAttribute('src') ?? 'a document without a script'

async function askForBuild(): Promise<'same' | 'other' | 'away'> {
  try {
    const response = await fetch(window.location.pathname, { cache: 'no-store' })
    if (!response.ok) return 'away'
    return (await response.text()).includes(ownBuild()) ? 'same' : 'other'
  } catch {
    return 'away'
  }
}
