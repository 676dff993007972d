/** The release rule of one repository: its own, or the organization's, with what it matches there. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { organizationPath } from '../api/queries.ts'
import type { Answer, Repository } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { Conflict } from './conflict.tsx'
import { type ReleaseRule, ReleaseRuleEditor } from './release-rule-editor.tsx'
import { RuleMatches } from './rule-matches.tsx'
import { SavedNotice } from './saved-notice.tsx'
import { useChange } from './use-change.ts'

export function RepositoryRule({ repository, onDone }: { repository: Repository; onDone: () => void }) {
  const { id } = useOrganization()
  const { name } = repository
  const [rule, setRule] = useState(ruleOf(repository))
  /** From which the form was made: what somebody sets meanwhile is not written over unseen. */
  const [begunFrom, setBegunFrom] = useState(repository.ruleVersion)
  const save = useChange<Answer<'setRepository'>>()
  const put = async (wanted: ReleaseRule | null) => {
    const path = `${organizationPath(id)}/repositories/${name}`
    // Once it is saved, what comes next is made from that.
    const ifVersion = save.done?.repository.ruleVersion ?? begunFrom
    setBegunFrom(ifVersion)
    await save.send('PATCH', path, { releaseRule: wanted, ifVersion })
  }
  const takeTheirs = () => {
    save.forget()
    setRule(ruleOf(repository))
    setBegunFrom(repository.ruleVersion)
  }
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
        problems={save.problems}
      />
      {save.conflict && <Conflict error={save.conflict} onTakeTheirs={takeTheirs} />}
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

const ruleOf = ({ releaseRule: { key, kind } }: Repository): ReleaseRule =>
  key === null ? { kind } : { kind, key }
