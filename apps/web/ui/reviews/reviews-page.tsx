/** How soon do we answer, and is the load shared: answers, turns, rounds and hours, of nobody by name. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { reviewsPath, reviewsQuery } from '../api/queries.ts'
import type { Reviews } from '../api/types.ts'
import { periodWords, scopeWords, toApiFilter, toLinkFilter } from '../app/filter-words.ts'
import { useOrganization, useView } from '../app/organization.tsx'
import { Figure } from '../figures/figure.tsx'
import { LeftOutLine } from '../figures/left-out.tsx'
import { NothingMerged } from '../figures/nothing-merged.tsx'
import { UnreadOfFilter } from '../figures/unread-notice.tsx'
import { formatCount, formatShare } from '../format/number.ts'
import { Asked } from '../parts/asked.tsx'
import { Exports } from '../parts/exports.tsx'
import { LinkedText } from '../parts/linked-text.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { HeatMap } from './heat-map.tsx'
import { Load } from './load.tsx'
import { Pickup } from './pickup.tsx'
import { Queue } from './queue.tsx'
import { mergedParts, requestParts } from './review-words.ts'
import { Rounds } from './rounds.tsx'
import { SpreadFigure } from './spread-figure.tsx'
import { Turns } from './turns.tsx'
import './reviews.css'

export function ReviewsPage() {
  const { id } = useOrganization()
  const view = useView()
  const query = { ...toApiFilter(view), clock: view.clock }
  const reviews = useQuery({
    ...reviewsQuery(id, query),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHead title="Reviews" question="How soon do we answer, and is the load shared?">
        <Exports path={reviewsPath(id)} query={query} />
      </PageHead>
      <Asked asked={reviews} lines={12}>
        {(data) =>
          data.merged === 0 && data.answers.n === 0 && data.responses === 0 ? (
            <>
              <NothingMerged />
              <Queue />
            </>
          ) : (
            <Shown reviews={data} />
          )
        }
      </Asked>
    </>
  )
}

const ofResponse = {
  list: { metric: 'pickup' },
  missing: 'without a response while ready',
  without: { without: 'pickup' },
}
const ofReview = { list: { reviewed: 'true' }, missing: 'without a review', without: { reviewed: 'false' } }

function Shown({ reviews }: { reviews: Reviews }) {
  const { answers, byHour, firstResponse, firstReview, merged, requests, rounds, turns, unreviewed } = reviews
  const view = useView()
  const list = toLinkFilter(view)
  const scope = scopeWords(view)
  return (
    <>
      <div className="figures">
        <SpreadFigure
          label="First response, from ready: median"
          spread={firstResponse}
          coverage={<LinkedText parts={mergedParts(firstResponse, merged, ofResponse)} list={list} />}
          list={{ ...list, ...ofResponse.list, sort: 'pickup', whole: 'true' }}
        />
        <SpreadFigure
          label="First review, from ready: median"
          spread={firstReview}
          coverage={<LinkedText parts={mergedParts(firstReview, merged, ofReview)} list={list} />}
          list={{ ...list, ...ofReview.list, whole: 'true' }}
        />
        <SpreadFigure
          label="Answer to a request: median"
          spread={answers}
          coverage={
            <LinkedText parts={requestParts(answers, requests)} list={list} at="/o/$org/reviews/requests" />
          }
          list={{ ...list, periodOf: 'answered' }}
          listAt="/o/$org/reviews/requests"
        />
        <Figure
          label="Merged without a word from a reviewer"
          value={formatCount(unreviewed)}
          coverage={
            unreviewed === 0
              ? `of ${formatCount(merged)} merged`
              : `${formatShare(unreviewed / merged)} of ${formatCount(merged)} merged`
          }
          {...(unreviewed > 0 && { list: { ...list, unreviewed: 'true', whole: 'true' } })}
          isFew={false}
        />
      </div>
      <p className="coverage-note">
        Merged, requested and answered {periodWords(view)}
        {scope && `, ${scope}`}
        {!view.kind && '; of kind work'}
        {view.clock === 'working' && '; in working hours'}. What bots and authors said is no response.
      </p>
      <LeftOutLine leftOut={reviews.leftOut} what="that was merged" list={list} />
      <UnreadOfFilter />
      <Queue />
      <Pickup />
      <Turns turns={turns} />
      {merged > 0 && <Rounds rounds={rounds} />}
      <Load reviews={reviews} />
      {byHour !== null && <HeatMap byHour={byHour} timeZone={reviews.timeZone} />}
    </>
  )
}
