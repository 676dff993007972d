/** What whoever opens data tells on stderr: that a lock is waited for, and that accounts of this machine are everybody's now. */
import type { TakenAccounts } from '@upflow/db'
import type { CommandContext } from './commands/context.ts'

export const tellingOf = ({ signal, terminal }: Pick<CommandContext, 'signal' | 'terminal'>) => ({
  signal,
  onLongWait: terminal.noteWait,
  onAccountsTaken: (taken: TakenAccounts) => terminal.note(takenText(taken)),
})

const takenText = ({ people, tokens, changes }: TakenAccounts): string =>
  `Accounts of this machine are in the database now, for all machines: people ${people}, ${counted(tokens, 'API token')}, ${counted(changes, 'line')} of the audit.`

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
