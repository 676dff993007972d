/** What can be done to a run: each says what it will do, or why it cannot be done. */
import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { runActionsQuery, runPath } from '../api/queries.ts'
import type { Answer, Run } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { useFocusOn } from '../parts/use-focus-on.ts'
import { useChange } from '../settings/use-change.ts'
import { isOver } from './run-words.ts'

const buttons = [
  ['cancel', 'Cancel'],
  ['retry', 'Retry what failed'],
  ['rerun', 'Run again'],
] as const

export interface RunButtonsProps {
  readonly run: Run
  /** As its events have it, which is sooner. */
  readonly status: Run['status']
}

export function RunButtons({ run, status }: RunButtonsProps) {
  const { id } = useOrganization()
  const isAdmin = useIsAtLeast('admin')
  const navigate = useNavigate()
  const actions = useQuery({
    ...runActionsQuery(run.id, status),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  })
  const change = useChange<Answer<'cancelRun'>>()
  const place = useFocusOn<HTMLDivElement>(change.done)
  const act = async (name: (typeof buttons)[number][0]) => {
    const done = await change.send('POST', `${runPath(run.id)}/${name}`)
    if (done && done.run.id !== run.id)
      void navigate({ to: '/o/$org/runs/$id', params: { org: id, id: done.run.id } })
  }
  return (
    <>
      <Asked asked={actions} lines={2} isFollowed>
        {(data) => (
          <>
            {data.nobody !== null && <Notice>{data.nobody}</Notice>}
            {isAdmin && (
              <dl className="run-buttons">
                {buttons.map(([name, label]) => (
                  <div key={name}>
                    <dt>
                      <Button
                        size="xs"
                        variant="default"
                        // What could be done before its status changed may not be possible now.
                        disabled={!data[name].isPossible || actions.isPlaceholderData}
                        loading={change.isBusy}
                        onClick={() => void act(name)}
                      >
                        {label}
                      </Button>
                    </dt>
                    <dd className="small muted">{data[name].text}</dd>
                  </div>
                ))}
              </dl>
            )}
          </>
        )}
      </Asked>
      {change.error && <Notice tone="bad">{change.error.message}</Notice>}
      <div role="status" ref={place} tabIndex={-1}>
        {/* What it was to do is done once it has ended. */}
        {change.done && !isOver(status) && <Notice tone="plain">{change.done.says}</Notice>}
      </div>
    </>
  )
}
