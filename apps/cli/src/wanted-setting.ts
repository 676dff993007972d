/** What `settings set` and `settings preview` are given: words behind a setting, or a file that holds its value. */
import { parseReleaseRule } from '@upflow/pipeline/data'
import type { StoredSettings, WantedChange } from '@upflow/settings'
import type { CommandContext } from './commands/context.ts'
import { UsageError } from './exit-codes.ts'
import { readText } from './read-text.ts'
import { documentOf, isList, parseJson, parseSetting, readValue, valueAt, withValue } from './setting-path.ts'

interface Given {
  /** The setting, and its value. */
  readonly words: readonly string[]
  readonly options: { readonly file: string | undefined; readonly add: boolean; readonly remove: boolean }
}

/**
 * @returns what is to be set, from what is set at the moment
 * @throws UsageError, as what is returned does
 */
export async function wantedSetting(
  { signal }: Pick<CommandContext, 'signal'>,
  { words, options }: Given,
  action: 'set' | 'preview',
): Promise<(stored: StoredSettings) => Promise<readonly WantedChange[]>> {
  const [name, ...values] = words
  if (name === undefined) throw new UsageError(`settings ${action} needs a setting, and its value`)
  const path = parseSetting(name)
  const { file, add, remove } = options
  if (add && remove) throw new UsageError('--add and --remove are two things: give one')
  if ((values.length === 0) === (file === undefined))
    throw new UsageError(
      `settings ${action} ${path.name} needs its value, or --file with a file that holds it, and not both${isList(path) ? `; to empty it, give --file - with [] as its input${path.field === null ? `, or go back to the default with 'settings unset'` : ''}` : ''}`,
    )
  const given = file === undefined ? null : { value: parseJson(await readText(file, signal), file) }
  const typed = given === null ? values : add || remove ? wordsOf(given.value, file!) : null
  return async (stored) => {
    const document = documentOf(stored)
    const value =
      typed === null
        ? given?.value
        : await readValue(path, {
            words: typed,
            how: add ? 'add' : remove ? 'remove' : 'set',
            present: valueAt(path, document),
            parseRule: parseReleaseRule,
          })
    return [
      {
        key: path.key,
        value: withValue(path, document[path.key], value),
        ifVersion: stored[path.key].version,
      },
    ]
  }
}

/** What is put into a list or taken out of it. @throws UsageError */
function wordsOf(value: unknown, file: string): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'))
    return value.map(String)
  throw new UsageError(`--add and --remove take a list of words from ${file}, such as ["deploy-ci"]`)
}
