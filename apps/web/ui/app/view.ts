/** The address is the view: what its query says, with the names that the API has for the same. */

const lists = ['repo', 'author', 'team', 'kind', 'size', 'base', 'path'] as const
/** What a list may ask beside the filter, so that it is exactly what a number is made of. */
export const traits = [
  'now',
  'released',
  'unreviewed',
  'whole',
  'rounds',
  'releasedBy',
  'openedFrom',
  'openedTo',
  'closedFrom',
  'closedTo',
  'releasedFrom',
  'releasedTo',
  'batched',
  'awaiting',
  'openAt',
  'underWayFrom',
  'underWayTo',
  'reviewed',
  'without',
] as const
const singles = [
  'teamAs',
  'period',
  'from',
  'to',
  'clock',
  'compare',
  'by',
  'state',
  'sort',
  'order',
  'cursor',
  'columns',
  'at',
  'metric',
  'show',
  'spent',
  'fold',
  'status',
  ...traits,
  'least',
  'below',
  'week',
  'list',
  'what',
  'who',
  'standing',
  'lacks',
  'item',
  'why',
  'weekday',
  'hour',
  'load',
  'became',
  'periodOf',
] as const

type ListName = (typeof lists)[number]
type SingleName = (typeof singles)[number]

export type View = { readonly [Name in ListName]?: readonly string[] } & {
  readonly [Name in SingleName]?: string
} & {
  /** Of the address, what no page knows. */
  readonly unknown?: Readonly<Record<string, string>>
}

/** What chooses pull requests, and goes with a person from page to page. */
export const filterNames = ['period', 'from', 'to', ...lists, 'teamAs', 'clock'] as const

export function parseView(search: string): View {
  const view: Record<string, unknown> = {}
  const unknown: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(search)) {
    if ((lists as readonly string[]).includes(name))
      view[name] = [...((view[name] as string[] | undefined) ?? []), value]
    else if ((singles as readonly string[]).includes(name) && !(name in view)) view[name] = value
    // Also what is given once more than it can be.
    else unknown[name] = value
  }
  return Object.keys(unknown).length > 0 ? { ...view, unknown } : view
}

/** In one order, so that the same view has the same address. */
export function writeView(view: View): string {
  const parameters = new URLSearchParams()
  for (const name of [...lists, ...singles]) {
    const value = view[name]
    if (value === undefined || value === '') continue
    for (const one of typeof value === 'string' ? [value] : value) parameters.append(name, one)
  }
  for (const [name, value] of Object.entries(view.unknown ?? {})) parameters.append(name, value)
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

export const pick = <Name extends keyof View>(view: View, names: readonly Name[]): Pick<View, Name> =>
  Object.fromEntries(
    names.filter((name) => view[name] !== undefined).map((name) => [name, view[name]]),
  ) as Pick<View, Name>

export const filterOf = (view: View): View => pick(view, filterNames)
