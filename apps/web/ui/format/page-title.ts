/** The title of the document follows the page, so that tabs and history can be told apart. */
import { useEffect } from 'react'

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Upflow`
  }, [title])
}
