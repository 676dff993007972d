/** `views`: what somebody keeps by a name of the pages, or what is kept where nobody signs in. */
import {
  createAccountFile,
  listSavedViews,
  personByEmail,
  removeView,
  saveView,
  viewPages,
} from '@upflow/accounts'
import { processUser } from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import type { CommandContext } from './context.ts'

export async function views(
  { config, signal, terminal }: CommandContext,
  action: string,
  names: readonly string[],
  { person }: { readonly person: string | undefined },
): Promise<ExitCode> {
  const [of, ...rest] = names
  if (of === undefined) throw new UsageError(`views ${action} needs an organization`)
  const wanted = { list: 0, save: 2, remove: 1 }[action]!
  if (rest.length !== wanted) throw new UsageError(takes[action as keyof typeof takes])
  const data = await openCommandData({ config, signal, terminal })
  try {
    const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
    const { id: organization } = await data.organizations.get(of)
    const userId = person === undefined ? null : (await personByEmail(file, person)).id
    const by = `cli:${processUser()}`
    if (action === 'list') {
      const found = await listSavedViews(file, { organization, userId })
      terminal.printJson({ views: found })
      for (const { id, name, page, query } of found)
        terminal.print(`${id}  ${query === '' ? page : `${page}?${query}`}  ${name}`)
      if (found.length === 0) terminal.note('There is none.')
    } else if (action === 'save') {
      const [name, address] = rest as [string, string]
      const view = await saveView(file, { organization, userId, name, ...parseAddress(address), by })
      terminal.printJson({ view })
      terminal.note(`${view.name} is kept as ${view.id}.`)
    } else {
      await removeView(file, { organization, userId, id: rest[0]!, by })
      terminal.printJson({ removed: rest[0] })
      terminal.note(`${rest[0]} is kept no more.`)
    }
    return exitCodes.success
  } finally {
    await data.close()
  }
}

const takes = {
  list: 'views list takes an organization',
  save: 'views save takes an organization, a name, and a page with its query, such as pulls?state=open',
  remove: 'views remove takes an organization, and the id of a view',
}

function parseAddress(text: string) {
  const [name = '', ...query] = text.split('?')
  const page = viewPages.find((known) => known === name)
  if (page === undefined) throw new UsageError(`a page is ${viewPages.join(', ')}, not '${name}'`)
  return { page, query: query.join('?') }
}
