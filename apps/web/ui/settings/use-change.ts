/** Tells the server to change something: what came of it, what was wrong, and that what was shown may be so no longer. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, type Method, tell } from '../api/client.ts'
import { noteTold } from '../api/signed-out.ts'
import { keepFocus } from '../parts/keep-focus.ts'

export interface Changing<T> {
  readonly isBusy: boolean
  readonly error: ApiError | null
  readonly done: T | null
  /** The error where somebody else has changed it meanwhile: what is shown besides is what is there now. */
  readonly conflict: ApiError | null
  /** What is wrong with what was sent, each beside where it stands. */
  readonly problems: readonly string[]
  /** Null when it was refused: then `error` says why. */
  send(method: Method, path: string, body?: object): Promise<T | null>
  forget(): void
}

/** @param isQuiet nothing that is shown changes by it */
export function useChange<T>({ isQuiet = false } = {}): Changing<T> {
  const queries = useQueryClient()
  const [state, setState] = useState<{ isBusy: boolean; error: ApiError | null; done: T | null }>(nothing)
  const conflict = state.error?.code === changedMeanwhile ? state.error : null
  return {
    ...state,
    conflict,
    problems: conflict ? [] : problemsOf(state.error),
    async send(method, path, body) {
      const giveFocusBack = keepFocus()
      setState({ ...nothing, isBusy: true })
      try {
        const done = await tell<T>(method, path, body)
        setState({ ...nothing, done })
        noteTold(queries, null)
        if (!isQuiet) await queries.invalidateQueries()
        return done
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        noteTold(queries, error)
        // Whoever begins again begins with what is there now.
        if (error.code === changedMeanwhile) await queries.invalidateQueries()
        setState({ ...nothing, error })
        return null
      } finally {
        giveFocusBack()
      }
    },
    forget: () => setState(nothing),
  }
}

const changedMeanwhile = 'settings/changed-meanwhile'

const nothing = { isBusy: false, error: null, done: null }

/** Each of a setting's problems begins with its name. */
function problemsOf(error: ApiError | null): readonly string[] {
  if (error === null) return []
  const { problems } = error.facts
  return typeof problems === 'string' ? problems.split('\n') : [error.message]
}
