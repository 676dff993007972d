/** A GitHub that gives no more pages of pull requests until it is told to. */
import type { Emulator } from '@upflow/github-emulator'

/**
 * @param from how many pages it has given or begun by then: others are held from that one on
 * @returns what lets them go on
 */
export function holdPages({ faults, journal }: Emulator, from = 0): () => void {
  let goOn = () => {}
  const isAllowed = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const isPage = ({ operation }: { readonly operation: string | null }) => operation === 'PullRequests'
  faults.push({
    times: Number.POSITIVE_INFINITY,
    when: (request) => isPage(request) && journal.filter(isPage).length >= from,
    respond: { kind: 'hold', until: isAllowed },
  })
  return goOn
}
