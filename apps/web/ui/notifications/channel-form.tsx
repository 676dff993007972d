/** A channel, new or changed. Its secret goes in and is never shown: an empty field keeps what is stored. */
import { Button, Checkbox } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import { notificationsPath } from '../api/queries.ts'
import type { Channel, Notifications, Topic } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Conflict } from '../settings/conflict.tsx'
import { Field } from '../settings/field.tsx'
import { useChange } from '../settings/use-change.ts'
import { kindWords, topicWords } from './channel-words.ts'
import {
  type FieldName,
  type MadeChannel,
  otherProblems,
  problemsAt,
  toBody,
  toMade,
} from './made-channel.ts'
import { useVersion } from './use-version.ts'

export interface ChannelFormProps {
  readonly notifications: Notifications
  /** Null for a new one. */
  readonly channel: Channel | null
  readonly onDone: () => void
}

const secretWords: Readonly<Record<Channel['kind'], readonly [label: string, text: string]>> = {
  mail: ['Password', 'Of the user at the mail server, where there is one.'],
  slack: ['Address of the incoming webhook', 'Whoever has it can write to the chat.'],
  webhook: ['Signing secret', 'By which the receiver knows that it comes from here.'],
}

export function ChannelForm({ notifications, channel, onDone }: ChannelFormProps) {
  const { id } = useOrganization()
  const [made, setMade] = useState(() => toMade(channel))
  const present = notifications.channels.find(({ name }) => name === made.name.trim()) ?? null
  const from = useVersion(present, notifications.version)
  const save = useChange<Notifications>()
  const { conflict } = save
  const form = useRef<HTMLFormElement>(null)
  // The button that opened it is gone: on with its first field.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [])
  const isTaken = channel === null && present !== null
  const problems = isTaken
    ? [`name: There is a channel '${present.name}' already: change that, or take another name`]
    : save.problems
  const change = (part: Partial<MadeChannel>) => setMade({ ...made, ...part })
  const [secretLabel, secretText] = secretWords[made.kind]
  const text = (
    name: FieldName & keyof MadeChannel,
    label: string,
    more: { text?: string; rows?: number } = {},
  ) => (
    <Field
      label={label}
      value={String(made[name])}
      onChange={(value) => change({ [name]: value })}
      problems={problemsAt(name, problems)}
      {...more}
    />
  )
  const isOther = channel === null || channel.kind !== made.kind
  return (
    <form
      ref={form}
      className="form"
      aria-label={channel === null ? 'A new channel' : `Channel ${channel.name}`}
      onSubmit={async (event) => {
        event.preventDefault()
        const path = `${notificationsPath(id)}/channels/${encodeURIComponent(made.name.trim() || '-')}`
        if (await save.send('PUT', path, { ...toBody(made), ifVersion: from.version })) onDone()
      }}
    >
      {channel === null &&
        text('name', 'Name of the channel', { text: 'Lower-case letters, digits and hyphens.' })}
      <Choice
        label="How"
        value={made.kind}
        words={kindWords}
        onChange={(kind) => change({ kind, secret: '' })}
      />
      {made.kind === 'mail' && (
        <>
          {text('to', 'To, an address a line', { rows: 2 })}
          {text('from', 'From')}
          {text('host', 'Mail server')}
          {text('port', 'Port')}
          <Choice
            label="Encryption"
            value={made.security}
            words={{ tls: 'TLS from the first byte', starttls: 'STARTTLS or nothing', none: 'None' }}
            onChange={(security) => change({ security })}
          />
          {text('user', 'User', { text: 'Empty where nobody signs in.' })}
        </>
      )}
      {made.kind === 'webhook' && text('url', 'Address')}
      <Field
        label={secretLabel}
        text={isOther ? secretText : `${secretText} Stored encrypted and not shown; empty keeps it.`}
        type="password"
        value={made.secret}
        onChange={(secret) => change({ secret })}
        problems={problemsAt('secret', problems)}
      />
      <Checkbox.Group
        label="It hears of"
        value={[...made.topics]}
        onChange={(topics) => change({ topics: topics as Topic[] })}
      >
        {notifications.topics.map((topic) => (
          <Checkbox key={topic} value={topic} size="xs" label={topicWords[topic]} />
        ))}
      </Checkbox.Group>
      {otherProblems(problems).map((problem) => (
        <Notice key={problem} tone="bad">
          {problem}
        </Notice>
      ))}
      {conflict && (
        <Conflict
          error={conflict}
          onTakeTheirs={() => {
            setMade(toMade(present))
            from.begin(present, notifications.version)
            save.forget()
          }}
        />
      )}
      <div className="form-actions">
        <Button type="submit" loading={save.isBusy} disabled={isTaken}>
          Save the channel
        </Button>
        <Button type="button" variant="default" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly words: Readonly<Record<T, string>>
  readonly onChange: (value: T) => void
}

function Choice<T extends string>({ label, value, words, onChange }: ChoiceProps<T>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as T)}>
        {Object.entries<string>(words).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
