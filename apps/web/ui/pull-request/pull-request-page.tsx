/** One pull request: why its numbers are what they are, from the figure to the event on GitHub. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { addressOf } from '../api/client.ts'
import { type PullRequestAddress, storyPath, storyQuery } from '../api/queries.ts'
import type { Story } from '../api/types.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useClock, useOrganization } from '../app/organization.tsx'
import { formatList } from '../format/number.ts'
import { usePageTitle } from '../format/page-title.ts'
import { Asked } from '../parts/asked.tsx'
import { Notice } from '../parts/conditions.tsx'
import { Section } from '../parts/page-head.tsx'
import { Head } from './head.tsx'
import { History } from './history.tsx'
import { NotCounted } from './not-counted.tsx'
import { Origin } from './origin.tsx'
import { analyzedWords, isEarlier } from './origin-words.ts'
import { Refresh } from './refresh.tsx'
import { Reviewers } from './reviewers.tsx'
import { Sums } from './sums.tsx'
import './pull-request.css'

export function PullRequestPage() {
  const address = useParams({ from: '/o/$org/pulls/$owner/$repo/$number' })
  const { id } = useOrganization()
  usePageTitle(`${address.repo}#${address.number}`)
  const story = useQuery(storyQuery(id, address))
  return (
    <Asked isPage asked={story} lines={12}>
      {(data) => <Page story={data} address={address} />}
    </Asked>
  )
}

function Page({ story, address }: { story: Story; address: PullRequestAddress }) {
  const { id } = useOrganization()
  const isAdmin = useIsAtLeast('admin')
  const clock = useClock()
  const { incomplete } = story.pullRequest
  return (
    <article className="pull-request">
      <Head story={story} clock={clock} />
      {incomplete.length > 0 && (
        <Notice>
          Its {formatList(incomplete)} could not be read whole. What needs{' '}
          {incomplete.length === 1 ? 'it' : 'them'} is unknown, and it is in no figure.
        </Notice>
      )}
      {isEarlier(story.origin) && <Notice>Its numbers were made {analyzedWords(story.origin)}.</Notice>}
      <History story={story} clock={clock} />
      <Section title="How each number came about" note="Whole seconds; the parts add up.">
        <Sums story={story} clock={clock} />
      </Section>
      <Section title="Who was asked, and who said what">
        <Reviewers story={story} clock={clock} />
      </Section>
      <div className="pull-request-columns">
        <Section title="What did not count">
          <NotCounted story={story} />
        </Section>
        <Section title="Where it comes from">
          <Origin story={story} json={addressOf(storyPath(id, address))} />
          {isAdmin && <Refresh address={address} />}
        </Section>
      </div>
    </article>
  )
}
