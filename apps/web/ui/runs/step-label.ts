/** A step by the name of what it works on: `sync bitcoin-core/gui`, where its key has but an id. */

/** @param label what the step says it works on; the key alone says less */
export function stepLabel(key: string, label: string | undefined): string {
  const [kind = key, ...rest] = key.split(':')
  return rest.length === 0 || label === undefined || label === key ? key : `${kind} ${label}`
}
