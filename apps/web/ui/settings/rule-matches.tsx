/** What a release rule matches of what is stored, while it is being written: per repository, and why it is nothing. */
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ruleMatchesQuery } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { formatCount } from '../format/number.ts'
import { TableScroll } from '../parts/table.tsx'
import type { ReleaseRule } from './release-rule-editor.tsx'

const typingMs = 400

type Match = Answer<'ruleMatches'>['repositories'][number]

/** @param repository only that one; without, those for which the organization's rule holds */
export function RuleMatches({ rule, repository }: { rule: ReleaseRule; repository?: string }) {
  const { id } = useOrganization()
  const [asked] = useDebouncedValue(JSON.stringify(rule), typingMs)
  const { kind, key } = JSON.parse(asked) as ReleaseRule
  const keys = [key ?? []].flat().filter((one) => one !== '')
  const { data, error } = useQuery({
    ...ruleMatchesQuery(id, { kind, key: keys }),
    enabled: kind !== 'none' && keys.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (rule.kind === 'none' || keys.length === 0) return null
  if (error) return <p className="small muted">{error.message}</p>
  const shown = (data?.repositories ?? []).filter((one) =>
    repository === undefined ? !one.hasOwnRule : one.repository === repository,
  )
  if (shown.length === 0) return null
  return (
    <TableScroll label="What the rule matches">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Repository</th>
            <th scope="col">It matches</th>
            <th scope="col">It releases</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((match) => (
            <tr key={match.repository}>
              <th scope="row">{match.repository}</th>
              <td>{markerWords(match)}</td>
              <td>{releaseWords(match)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

function markerWords({ markers, needsCrawl, rule }: Match): string {
  if (rule.kind === 'branch') return '–'
  const things = rule.kind === 'tags' ? 'tags' : 'deployments'
  if (markers === null || needsCrawl) return `Its ${things} are read when the rule is saved.`
  return `${formatCount(markers.matching)} of ${formatCount(markers.all)} ${things}`
}

const releaseWords = ({ merged, problem, released }: Match): string =>
  merged === 0
    ? 'Nothing that was merged is stored yet.'
    : `${formatCount(released)} of ${formatCount(merged)} merged${problem === null ? '' : `: ${problem}`}`
