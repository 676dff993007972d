/** What GitHub delivers to, so that changes are read at once. A secret that is made here is shown once. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { webhookPath, webhookQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { Field } from './field.tsx'
import { useChange } from './use-change.ts'
import '../parts/pairs.css'

type Webhook = Answer<'webhook'>

export function WebhookSection() {
  const { id } = useOrganization()
  const webhook = useQuery(webhookQuery(id))
  return (
    <Section title="Webhook" note="What changes at GitHub is read at once, not at the next crawl.">
      <Asked asked={webhook} lines={3}>
        {(data) => <WebhookForm webhook={data} />}
      </Asked>
    </Section>
  )
}

function WebhookForm({ webhook }: { webhook: Webhook }) {
  const { id, zone } = useOrganization()
  const [secret, setSecret] = useState('')
  const set = useChange<Answer<'setWebhookSecret'>>()
  const drop = useChange<Answer<'dropWebhookSecrets'>>()
  const [latest, earlier] = webhook.secretsMadeAt
  const take = (body: object) => {
    drop.forget()
    return set.send('PUT', webhookPath(id), { ...body, ifVersion: webhook.version })
  }
  const end = (which: 'earlier' | 'all') => {
    set.forget()
    return drop.send('DELETE', webhookPath(id), { which, ifVersion: webhook.version })
  }
  const refused = set.error ?? drop.error
  const isAboutSecret = refused?.code === 'pipeline/invalid-webhook-secret'
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault()
        if (await take({ secret })) setSecret('')
      }}
    >
      <dl className="pairs">
        <div>
          <dt>Address</dt>
          <dd>
            <code>{webhook.address}</code>, as application/json
          </dd>
        </div>
        <div>
          <dt>Events</dt>
          <dd>{webhook.events.join(', ')}</dd>
        </div>
        <div>
          <dt>Secret</dt>
          <dd>
            {latest === undefined
              ? 'none yet: nothing is taken'
              : `stored ${zone.dateTime(latest)}, encrypted${earlier === undefined ? '' : `; the one of ${zone.dateTime(earlier)} is taken too`}`}
          </dd>
        </div>
        <div>
          <dt>Last delivery that led to a run</dt>
          <dd>{webhook.lastRunAt === null ? 'none' : zone.dateTime(webhook.lastRunAt)}</dd>
        </div>
      </dl>
      {webhook.problem !== null && <Notice tone="bad">{webhook.problem}</Notice>}
      <Field
        label="Secret of the webhook"
        text="One that GitHub has already, as that of an App. It is not shown again."
        type="password"
        value={secret}
        onChange={setSecret}
        problems={isAboutSecret && refused ? [refused.message] : []}
      />
      <div className="form-actions">
        <Button type="button" variant="default" loading={set.isBusy} onClick={() => void take({})}>
          Make a new secret
        </Button>
        {earlier !== undefined && (
          <Button type="button" variant="default" loading={drop.isBusy} onClick={() => void end('earlier')}>
            Take the earlier one no more
          </Button>
        )}
        {latest !== undefined && (
          <Button type="button" variant="default" loading={drop.isBusy} onClick={() => void end('all')}>
            Take nothing any more
          </Button>
        )}
        <Button type="submit" disabled={secret === ''} loading={set.isBusy}>
          Save the secret
        </Button>
      </div>
      {refused && !isAboutSecret && <Notice tone="bad">{refused.message}</Notice>}
      <div role="status">
        {set.done &&
          (set.done.secret === null ? (
            <Notice tone="plain">Saved. One that was there before is taken too, until you end that.</Notice>
          ) : (
            <p>
              Give it to GitHub now, it is not shown again: <code>{set.done.secret}</code>
            </p>
          ))}
        {drop.done && <Notice tone="plain">Saved.</Notice>}
      </div>
    </form>
  )
}
