/** What the token sees: found by a word, chosen one by one or all at once, and added together. */
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/client.ts'
import { availableQuery, organizationPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatCount, formatPlural } from '../format/number.ts'
import { ErrorPanel, Loading, Notice } from '../parts/conditions.tsx'
import { TableScroll } from '../parts/table.tsx'
import { useFocusOn } from '../parts/use-focus-on.ts'
import { Field } from './field.tsx'
import { useChange } from './use-change.ts'

type Page = Answer<'availableRepositories'>

export function Available() {
  const { id } = useOrganization()
  const path = availableQuery(id, {}).queryKey[0] as string
  const { data, error, fetchNextPage, hasNextPage, isFetching, refetch } = useInfiniteQuery({
    queryKey: [path, 'pages'],
    queryFn: ({ pageParam, signal }) => ask<Page>(path, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  })
  const [word, setWord] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const add = useChange<Answer<'addRepositories'>>()
  const place = useFocusOn<HTMLDivElement>(add.done)
  if (error && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading lines={5} />
  const all = data.pages.flatMap(({ repositories }) => repositories)
  const shown = all.filter(({ name }) => name.toLowerCase().includes(word.trim().toLowerCase()))
  const addable = shown.filter(({ isAdded, isArchived }) => !isAdded && !isArchived)
  const toggle = (name: string) => {
    const next = new Set(chosen)
    if (!next.delete(name)) next.add(name)
    setChosen(next)
  }
  return (
    <div className="form">
      <Field label="Find by a word" value={word} onChange={setWord} />
      <div className="form-actions">
        <Button
          variant="default"
          onClick={() => setChosen(new Set([...chosen, ...addable.map(({ name }) => name)]))}
        >
          Choose all that are not archived
        </Button>
        <Button
          disabled={chosen.size === 0}
          loading={add.isBusy}
          onClick={async () => {
            if (await add.send('POST', `${organizationPath(id)}/repositories`, { names: [...chosen] }))
              setChosen(new Set())
          }}
        >
          Add {formatPlural(chosen.size, 'repository', 'repositories')}
        </Button>
      </div>
      <div role="status" ref={place} tabIndex={-1}>
        {add.error && <Notice tone="bad">{add.error.message}</Notice>}
        {add.done && add.done.added.length > 0 && (
          <Notice tone="plain">
            {formatPlural(add.done.added.length, 'repository is', 'repositories are')} added.
          </Notice>
        )}
        {add.done?.refused.map(({ name, message }) => (
          <Notice key={name} tone="bad">
            {name}: {message}
          </Notice>
        ))}
      </div>
      <TableScroll label="Repositories that the token sees">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Repository</th>
              <th scope="col" className="number">
                Pull requests
              </th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id: key, isAdded, isArchived, name, pullRequests }) => (
              <tr key={key}>
                <th scope="row">
                  <label>
                    <input
                      type="checkbox"
                      checked={isAdded || chosen.has(name)}
                      disabled={isAdded}
                      onChange={() => toggle(name)}
                    />{' '}
                    {name}
                  </label>
                </th>
                <td className="number">{formatCount(pullRequests)}</td>
                <td>{isAdded ? 'read already' : isArchived ? 'archived' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {error && <Notice tone="bad">{error.message}</Notice>}
      {hasNextPage && (
        <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  )
}
