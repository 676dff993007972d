/** Who is told of what by itself: the channels, a new one, and when something is due. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { notificationsPath, notificationsQuery } from '../api/queries.ts'
import type { Answer, Channel, Notifications } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { useTwoSteps } from '../parts/use-two-steps.ts'
import { useChange } from '../settings/use-change.ts'
import { ChannelForm } from './channel-form.tsx'
import { addressOf, topicWords } from './channel-words.ts'
import { Deliveries } from './deliveries.tsx'
import { TellingForm } from './telling-form.tsx'
import '../settings/settings.css'

export function NotificationsPage() {
  const { id } = useOrganization()
  const notifications = useQuery(notificationsQuery(id))
  return (
    <>
      <PageHead title="Notifications" question="Who is told of what by itself?" />
      <Asked asked={notifications} lines={5}>
        {(data) => (
          <>
            <Section
              title="Channels"
              note="What is due is looked for every hour, while a process serves runs."
            >
              <Channels notifications={data} />
            </Section>
            <TellingForm notifications={data} />
            <Deliveries />
          </>
        )}
      </Asked>
    </>
  )
}

function Channels({ notifications }: { notifications: Notifications }) {
  /** Whose form is open; `null` for a new one. */
  const [open, setOpen] = useState<Channel | null | undefined>(undefined)
  /** Whose was open last: the focus goes back to the button that opened it. */
  const [last, setLast] = useState<string | null | undefined>(undefined)
  const opener = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (open === undefined) opener.current?.focus()
  }, [open])
  const { channels } = notifications
  const openFor = (channel: Channel | null) => {
    setOpen(channel)
    setLast(channel === null ? null : channel.name)
  }
  const close = () => setOpen(undefined)
  return (
    <>
      {channels.length === 0 && open === undefined && (
        <p className="muted">Nobody is told of anything yet.</p>
      )}
      {channels.map((channel) =>
        open?.name === channel.name ? (
          <ChannelForm key={channel.name} notifications={notifications} channel={channel} onDone={close} />
        ) : (
          <OneChannel
            key={channel.name}
            version={notifications.version}
            channel={channel}
            onChange={() => openFor(channel)}
            changeRef={last === channel.name ? opener : undefined}
          />
        ),
      )}
      {open === null ? (
        <ChannelForm notifications={notifications} channel={null} onDone={close} />
      ) : (
        <div className="form-actions below">
          <Button
            ref={last === null ? opener : undefined}
            type="button"
            variant="default"
            onClick={() => openFor(null)}
          >
            Add a channel
          </Button>
        </div>
      )}
    </>
  )
}

interface OneChannelProps {
  readonly channel: Channel
  readonly version: string
  readonly onChange: () => void
  readonly changeRef: RefObject<HTMLButtonElement | null> | undefined
}

function OneChannel({ channel, version, onChange, changeRef }: OneChannelProps) {
  const { id } = useOrganization()
  const test = useChange<Answer<'testChannel'>>({ isQuiet: true })
  const remove = useChange<Notifications>()
  const removal = useTwoSteps()
  const { name, topics } = channel
  const path = `${notificationsPath(id)}/channels/${name}`
  const problem = remove.error ?? test.error
  return (
    <article className="form" aria-label={`Channel ${name}`}>
      <h3>{name}</h3>
      <p>
        {addressOf(channel)}. It hears of{' '}
        {topics.length === 0 ? 'nothing' : topics.map((topic) => topicWords[topic]).join(', ')}.
      </p>
      <div className="form-actions">
        <Button
          variant="default"
          loading={test.isBusy}
          onClick={() => void test.send('POST', `${path}/test`)}
        >
          Test {name}
        </Button>
        <Button ref={changeRef} variant="default" onClick={onChange}>
          Change {name}
        </Button>
        {removal.isAsked ? (
          <>
            <Button
              ref={removal.doRef}
              loading={remove.isBusy}
              onClick={() => void remove.send('DELETE', path, { ifVersion: version })}
            >
              Remove {name} with its secret
            </Button>
            <Button variant="default" onClick={removal.leave}>
              Keep {name}
            </Button>
          </>
        ) : (
          <Button ref={removal.askRef} variant="default" onClick={removal.ask}>
            Remove {name}
          </Button>
        )}
      </div>
      <div role="status">
        {test.done && (
          <Notice tone="plain">
            The message was taken
            {test.done.refused.length === 0 ? '.' : `, but not for ${test.done.refused.join(', ')}.`} The
            receiver said: {test.done.answer}
          </Notice>
        )}
        {problem && <Notice tone="bad">{problem.message}</Notice>}
      </div>
    </article>
  )
}
