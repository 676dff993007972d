/** The release rule of one repository: its own, or the organization's, with what it matches there. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { organizationPath } from '../api/queries.ts'
import type { Answer, Repository } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { type ReleaseRule, ReleaseRuleEditor } from './release-rule-editor.tsx'
import { RuleMatches } from './rule-matches.tsx'
import { SavedNotice } from './saved-notice.tsx'
import { problemsOf, useChange } from './use-change.ts'

export function RepositoryRule({
  repository: { name, releaseRule },
  onDone,
}: {
  repository: Repository
  onDone: () => void
}) {
  const { id } = useOrganization()
  const { key, kind } = releaseRule
  const [rule, setRule] = useState<ReleaseRule>(key === null ? { kind } : { kind, key })
  const save = useChange<Answer<'setRepository'>>()
  const put = (wanted: ReleaseRule | null) =>
    save.send('PATCH', `${organizationPath(id)}/repositories/${name}`, { releaseRule: wanted })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void put(rule)
      }}
    >
      <ReleaseRuleEditor
        label={`Release rule of ${name}`}
        text="Instead of the organization's."
        value={rule}
        onChange={setRule}
        problems={problemsOf(save.error)}
      />
      <RuleMatches rule={rule} repository={name} />
      <div className="form-actions">
        <Button type="submit" loading={save.isBusy}>
          Save its own rule
        </Button>
        <Button type="button" variant="default" loading={save.isBusy} onClick={() => void put(null)}>
          Use the organization's
        </Button>
        <Button type="button" variant="default" onClick={onDone}>
          Close
        </Button>
      </div>
      {save.done && <SavedNotice saved={save.done} />}
    </form>
  )
}
