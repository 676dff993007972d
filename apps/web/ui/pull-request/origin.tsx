/** How far it can be trusted: when it was read, what of it could not be, and the same as data. */
import { useQuery } from '@tanstack/react-query'
import { repositoriesQuery } from '../api/queries.ts'
import type { Story } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatList } from '../format/number.ts'
import { analyzedWords, isEarlier, readWords } from './origin-words.ts'
import { ruleWords } from './rule-words.ts'
import '../parts/pairs.css'

export function Origin({ story: { origin, pullRequest }, json }: { story: Story; json: string }) {
  const { id, zone } = useOrganization()
  const { data } = useQuery(repositoriesQuery(id))
  const repository = data?.repositories.find(({ name }) => name === pullRequest.repository)
  return (
    <dl className="pairs">
      <div>
        <dt>Read from GitHub</dt>
        <dd>{readWords(origin, zone)}</dd>
      </div>
      <div>
        <dt>History</dt>
        <dd>
          {pullRequest.incomplete.length === 0
            ? 'complete: commits, reviews, comments and events'
            : `without all of its ${formatList(pullRequest.incomplete)}`}
        </dd>
      </div>
      <div>
        <dt>Analyzed</dt>
        <dd data-trouble={isEarlier(origin)}>{analyzedWords(origin)}</dd>
      </div>
      {repository && (
        <div>
          <dt>Release rule</dt>
          <dd>{ruleWords(repository.releaseRule)}</dd>
        </div>
      )}
      <div>
        <dt>As data</dt>
        <dd>
          <a href={json}>JSON</a>, its states as <a href={`${json}?format=csv`}>CSV</a>, and{' '}
          <a href={`${json}/raw`}>as it was read from GitHub</a>
        </dd>
      </div>
    </dl>
  )
}
