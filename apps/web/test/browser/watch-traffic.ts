/** Which requests of a page are under way: what it waits for is known, not guessed by how long it has asked nothing. */
import type { Page, Request } from 'playwright-core'

export interface Traffic {
  /** Requests without an answer yet. A stream of events, which has no end, is none. */
  readonly underWay: number
  /** All so far. */
  readonly begun: number
}

export function watchTraffic(page: Page): Traffic {
  const underWay = new Set<Request>()
  let begun = 0
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') return
    // Nobody waits for what the document before it asked for.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) underWay.clear()
    underWay.add(request)
    begun++
  })
  const end = (request: Request) => void underWay.delete(request)
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  return {
    get underWay() {
      return underWay.size
    },
    get begun() {
      return begun
    },
  }
}
