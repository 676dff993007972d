/** How a command opens what it reads and writes, and what people are told meanwhile. */
import { openAccountsPlace, openData } from '@upflow/pipeline/data'
import type { CommandContext } from './commands/context.ts'
import { tellingOf } from './telling.ts'

type Asking = Pick<CommandContext, 'config' | 'signal' | 'terminal'>

export const openCommandData = (context: Asking) =>
  openData({ config: context.config, ...tellingOf(context) })

export const openCommandAccounts = (context: Asking) => openAccountsPlace(context.config, tellingOf(context))
