/** Tells the server to change something: what came of it, what was wrong, and that what was shown may be so no longer. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, type Method, tell } from '../api/client.ts'

export interface Changing<T> {
  readonly isBusy: boolean
  readonly error: ApiError | null
  readonly done: T | null
  /** Null when it was refused: then `error` says why. */
  send(method: Method, path: string, body?: object): Promise<T | null>
  forget(): void
}

/** @param isQuiet nothing that is shown changes by it */
export function useChange<T>({ isQuiet = false } = {}): Changing<T> {
  const queries = useQueryClient()
  const [state, setState] = useState<{ isBusy: boolean; error: ApiError | null; done: T | null }>(nothing)
  return {
    ...state,
    async send(method, path, body) {
      setState({ ...nothing, isBusy: true })
      try {
        const done = await tell<T>(method, path, body)
        setState({ ...nothing, done })
        if (!isQuiet) await queries.invalidateQueries()
        return done
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        setState({ ...nothing, error })
        return null
      }
    },
    forget: () => setState(nothing),
  }
}

const nothing = { isBusy: false, error: null, done: null }

/** What is wrong, each beside where it stands: a setting's problems begin with its name. */
export function problemsOf(error: ApiError | null): readonly string[] {
  if (error === null) return []
  const { problems } = error.facts
  return typeof problems === 'string' ? problems.split('\n') : [error.message]
}
