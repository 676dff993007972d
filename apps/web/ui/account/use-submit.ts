/** A form that is sent: while it is on its way, and what was refused, at its field where it is of one. */
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { noteTold } from '../api/signed-out.ts'
import { keepFocus } from '../parts/keep-focus.ts'

export interface Submit {
  readonly isSending: boolean
  /** What is wrong, of no field. */
  readonly problem: string | null
  /** What is wrong with a field. */
  problemOf(field: string): string | undefined
  /** What was wrong with it was of what stood there before. */
  onChange(field: string): void
  readonly onSubmit: (event: FormEvent) => void
}

export function useSubmit(work: () => Promise<void>): Submit {
  const queries = useQueryClient()
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<ApiError | Error | null>(null)
  const fields = fieldsOf(error)
  return {
    isSending,
    problem: error !== null && fields.length === 0 ? error.message : null,
    problemOf: (field) => (fields.includes(field) ? error!.message.replace(`'${field}' `, '') : undefined),
    onChange(field) {
      if (fields.includes(field)) setError(null)
    },
    onSubmit(event) {
      event.preventDefault()
      const giveFocusBack = keepFocus()
      setIsSending(true)
      setError(null)
      work()
        .then(() => noteTold(queries, null))
        .catch((thrown: unknown) => {
          noteTold(queries, thrown)
          setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
        })
        .finally(() => {
          setIsSending(false)
          giveFocusBack()
        })
    },
  }
}

/**
 * A person's own words are in `person.email`, as the API has it, and in `email`, as the form has it. The link came with
 * the address, and has no field.
 */
function fieldsOf(error: Error | null): string[] {
  if (!(error instanceof ApiError)) return []
  const named = error.facts.field ?? error.facts.parameters
  if (typeof named !== 'string') return []
  const names = named.split(',').map((name) => name.replace(/^person\./, ''))
  return names.filter((name) => name !== 'link')
}
