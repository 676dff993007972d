/** What is the organization called, who sees pages of single people, and when is it read by itself? */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { organizationPath, schedulesPath, schedulesQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { ErrorPanel, Loading, Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { Field } from './field.tsx'
import { SettingsOf } from './settings-of.tsx'
import { useChange } from './use-change.ts'
import './settings.css'

export function GeneralPage() {
  const { id } = useOrganization()
  const { data, error, refetch } = useQuery(schedulesQuery(id))
  return (
    <>
      <PageHead title="General settings" question="What is it called, and when is it read by itself?" />
      <NameForm />
      <SettingsOf keys={['personPages']} />
      <Section title="Schedules" note="They come while a process serves runs: the web server or a worker.">
        {error ? (
          <ErrorPanel error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Loading lines={4} />
        ) : (
          data.schedules.map((schedule) => <ScheduleForm key={schedule.kind} schedule={schedule} />)
        )}
      </Section>
    </>
  )
}

function NameForm() {
  const { id, facts } = useOrganization()
  const [name, setName] = useState(facts.name)
  const save = useChange<{ name: string }>()
  return (
    <Section title="Name">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save.send('PATCH', organizationPath(id), { name })
        }}
      >
        <Field label="Name to show" value={name} onChange={setName} problems={save.problems} />
        <div className="form-actions">
          <Button type="submit" loading={save.isBusy}>
            Save the name
          </Button>
        </div>
        {save.done && <Notice tone="plain">Saved.</Notice>}
      </form>
    </Section>
  )
}

type Schedule = Answer<'schedules'>['schedules'][number]

const words: Readonly<Record<Schedule['kind'], string>> = {
  crawl: 'Crawl: what was updated since the last time',
  reconcile:
    'Reconcile: open pull requests daily, those closed lately weekly, what is missing or gone monthly',
}

function ScheduleForm({ schedule: { kind, cron, nextAt, problem, timeZone } }: { schedule: Schedule }) {
  const { id, zone } = useOrganization()
  const [text, setText] = useState(cron ?? '')
  const save = useChange<Answer<'schedules'>>()
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void save.send('PUT', `${schedulesPath(id)}/${kind}`, { cron: text.trim() === '' ? null : text })
      }}
    >
      <Field
        label={words[kind]}
        text={`Five cron fields in ${timeZone}, such as */15 * * * *; empty for never. ${nextAt === null ? problem : `Next ${zone.dateTime(nextAt)}.`}`}
        value={text}
        onChange={setText}
        problems={save.problems}
      />
      <div className="form-actions">
        <Button type="submit" loading={save.isBusy}>
          Save when to {kind}
        </Button>
      </div>
      {save.done && <Notice tone="plain">Saved.</Notice>}
    </form>
  )
}
