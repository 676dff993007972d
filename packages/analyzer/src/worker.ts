/** What a thread of the analyzer pool runs. */
import { createAnalyzer } from './analyze-pull-request.ts'
import type { AnalyzeTask } from './pool.ts'

export default ({ pullRequests, rules, releases, repository }: AnalyzeTask) => {
  const analyze = createAnalyzer(rules)
  return pullRequests.map((pullRequest) =>
    analyze(pullRequest, releases.get(pullRequest.number) ?? null, repository),
  )
}
