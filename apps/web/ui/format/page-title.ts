/** The title of the document follows the page, so that tabs and history can be told apart. */
import { useEffect } from 'react'

/** @param title null leaves it as it is */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = `${title} · Upflow`
  }, [title])
}
