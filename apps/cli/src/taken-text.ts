/** What of a machine's own came into the database, in a line. */
import type { TakenAccounts } from '@upflow/db'

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

export const takenText = ({ people, tokens, changes }: TakenAccounts): string =>
  `Accounts of this machine are in the database now, for all machines: people ${people}, ${counted(tokens, 'API token')}, ${counted(changes, 'line')} of the audit.`
