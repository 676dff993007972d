/** A release rule in words. */
import type { Repository } from '../api/types.ts'
import { formatList } from '../format/number.ts'

export function ruleWords({ kind, key }: Repository['releaseRule']): string {
  const keys = key === null ? [] : typeof key === 'string' ? [key] : key
  const said = formatList(keys.map((one) => `‘${one}’`))
  switch (kind) {
    case 'branch':
      return `released when merged into, or carried on to, ${said}`
    case 'tags':
      return `released by the first tag like ${said} that has it`
    case 'deployments':
      return `released by the first successful deployment to ${said} that has it`
    default:
      return 'no rule releases this repository'
  }
}
