/** The organizations as somebody may see them: of the others there is no trace, not even in what is said of errors. */
import { type Registry, unknownOrganization } from '@upflow/db'
import { type Holder, roleIn } from './decide.ts'

type Organizations = Pick<Registry, 'get' | 'list'>

export function seenBy(holder: Holder, { list }: Organizations): Organizations {
  const seen = async () => (await list()).filter(({ id }) => roleIn(holder, id) !== null)
  return {
    list: seen,
    async get(id) {
      const all = await seen()
      const found = all.find((one) => one.id === id)
      if (found) return found
      throw unknownOrganization(id, all)
    },
  }
}
