/** Which repositories are added by themselves: patterns, what they would add, and saving them. */
import { Button, Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { organizationPath, settingsPath, settingsQuery } from '../api/queries.ts'
import type { Answer, Setting } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatPlural } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { Conflict } from './conflict.tsx'
import { problemsAt, problemsBeside } from './editor.ts'
import { LinesField } from './lines-field.tsx'
import { SavedNotice } from './saved-notice.tsx'
import { useChange } from './use-change.ts'
import { useDraft } from './use-draft.ts'

interface Value {
  readonly patterns: readonly string[]
  readonly topics: readonly string[]
  readonly archived: boolean
  readonly forks: boolean
}

export function Discovery() {
  const { id } = useOrganization()
  const settings = useQuery(settingsQuery(id))
  return (
    <Section
      title="Added by themselves"
      note="A crawl adds what these patterns take in. None is ever removed by them, and what somebody has removed is not added again."
    >
      <Asked asked={settings} lines={4}>
        {(data) =>
          data.settings
            .filter(({ key }) => key === 'discovery')
            .map((setting) => <DiscoveryForm key={setting.key} setting={setting} />)
        }
      </Asked>
    </Section>
  )
}

function DiscoveryForm({ setting }: { setting: Setting }) {
  const { id } = useOrganization()
  const found = useChange<Answer<'discoverRepositories'>>({ isQuiet: true })
  const save = useChange<Answer<'setSetting'>>()
  const draft = useDraft(setting, save.done?.setting ?? null)
  const value = draft.value as Value
  const write = (change: Partial<Value>) => {
    found.forget()
    draft.write({ ...value, ...change })
  }
  const { problems } = save.error ? save : found
  return (
    <form
      className="form"
      onSubmit={async (event) => {
        event.preventDefault()
        const body = { value, ifVersion: draft.version }
        if (await save.send('PUT', `${settingsPath(id)}/discovery`, body)) draft.forget()
      }}
    >
      <LinesField
        label="Patterns, one a line"
        text="Such as acme/*, or !acme/sandbox-* for those that are left out. Empty: none are added."
        value={value.patterns}
        onChange={(patterns) => write({ patterns })}
        problems={problemsAt(problems, 'discovery.patterns')}
      />
      <LinesField
        label="Topics, one a line"
        text="Only repositories that have one of them. Empty: any."
        value={value.topics}
        onChange={(topics) => write({ topics })}
        problems={problemsAt(problems, 'discovery.topics')}
      />
      <Checkbox
        label="Archived ones too"
        checked={value.archived}
        onChange={({ currentTarget }) => write({ archived: currentTarget.checked })}
      />
      <Checkbox
        label="Forks too"
        checked={value.forks}
        onChange={({ currentTarget }) => write({ forks: currentTarget.checked })}
      />
      {problemsBeside(problems, ['discovery.patterns', 'discovery.topics']).map((problem) => (
        <Notice key={problem} tone="bad">
          {problem}
        </Notice>
      ))}
      {save.conflict && (
        <Conflict
          error={save.conflict}
          onTakeTheirs={() => {
            draft.forget()
            save.forget()
          }}
        />
      )}
      <div className="form-actions">
        <Button
          type="button"
          variant="default"
          loading={found.isBusy}
          onClick={() => {
            save.forget()
            void found.send('POST', `${organizationPath(id)}/repositories/discover`, { discovery: value })
          }}
        >
          Show what it would add
        </Button>
        <Button type="submit" loading={save.isBusy}>
          Save the patterns
        </Button>
      </div>
      {save.done && <SavedNotice saved={save.done} otherwise="The next crawl adds what they take in." />}
      {found.done && <WouldAdd found={found.done} />}
    </form>
  )
}

function WouldAdd({
  found: { matched, news, removed, seen, unseenOwners },
}: {
  found: Answer<'discoverRepositories'>
}) {
  return (
    <>
      <p role="status">
        Of {formatPlural(seen, 'repository', 'repositories')}, {matched} taken in, {news.length} of them new.
        {removed.length > 0 && ` Not added again: ${removed.join(', ')}.`}
        {unseenOwners.length > 0 && ` The token does not see ${unseenOwners.join(', ')}.`}
      </p>
      {news.length > 0 && (
        <ul>
          {news.map(({ name, pattern, pullRequests }) => (
            <li key={name}>
              {name}, by {pattern}: {formatPlural(pullRequests, 'pull request')}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
