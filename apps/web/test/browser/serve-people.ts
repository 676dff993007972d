/** A server on which people sign in, with its pages, and a browser of each. */
import { fileURLToPath } from 'node:url'
import { startWithOwner } from '../people.ts'
import type { StartOptions } from '../support.ts'
import { newPage } from './new-page.ts'
import { settled } from './open-browser.ts'

export const pagesFolder = fileURLToPath(new URL('../../dist/ui', import.meta.url))

export async function servePeople(options: StartOptions = {}) {
  const web = await startWithOwner({ pagesFolder, ...options })
  /** What somebody who has signed in sees at a path. */
  const openAs = async (cookie: string, path: string) => {
    const opened = await newPage({ reducedMotion: 'reduce' })
    const [name, value] = cookie.split(/=(.*)/s) as [string, string]
    await opened.page.context().addCookies([{ name, value, url: web.url }])
    await opened.page.goto(web.url + path)
    await settled(opened.page)
    return opened
  }
  return { ...web, openAs }
}
