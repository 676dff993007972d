/** Short notices: runs that failed or ended in part, a token that expires, and a test. */
import type { OrganizationId } from '@upflow/model'
import { line, type Message } from '../message.ts'
import { counted } from './duration-text.ts'

interface Of {
  readonly organizationId: OrganizationId
  /** As people write the organization. */
  readonly name: string
}

/** A run that ended otherwise than it should. */
export interface BadRun {
  readonly id: string
  readonly job: string
  readonly status: string
  /** What it says of why. */
  readonly reason: string
}

const endings: Readonly<Record<string, string>> = {
  partial: 'ended in part',
  failed: 'failed',
  dead: 'kept ending its process and is given up',
}

export const composeRuns = ({ organizationId, name }: Of, runs: readonly BadRun[]): Message => ({
  topic: 'runs',
  organization: organizationId,
  subject: `${name}: ${runs.length === 1 ? `a ${runs[0]!.job} ${endings[runs[0]!.status]}` : `${counted(runs.length, 'run')} failed or ended in part`}`,
  sections: [
    {
      heading: 'Runs',
      lines: runs.map(({ id, job, status, reason }) =>
        line(`${job} ${endings[status] ?? status}: ${reason} (${id})`),
      ),
    },
  ],
})

/** @param days until then, whole ones; below 0 when it has expired */
export const composeToken = (
  { organizationId, name }: Of,
  { day, days }: { readonly day: string; readonly days: number },
): Message => {
  const when =
    days < 0
      ? `expired on ${day}`
      : days === 0
        ? 'expires today'
        : `expires in ${counted(days, 'day')}, on ${day}`
  return {
    topic: 'token',
    organization: organizationId,
    subject: `${name}: the GitHub token ${when}`,
    sections: [
      {
        heading: `The GitHub token ${when}`,
        lines: [
          line(
            `Without one nothing more is read. Make a new one at GitHub, and store it: org token ${organizationId}. Where it comes from the environment, set it there.`,
          ),
        ],
      },
    ],
  }
}

export const composeTest = ({ organizationId, name }: Of): Message => ({
  topic: 'test',
  organization: organizationId,
  subject: `${name}: a test of Upflow's notifications`,
  sections: [{ heading: 'It works', lines: [line('This channel gets what it is set to be told of.')] }],
})
