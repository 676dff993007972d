/** A job: a named, versioned function over steps. Defining one starts nothing. */
import { JobsError } from './jobs-error.ts'
import type { Step } from './step.ts'

/** The part of Standard Schema (standardschema.dev) that is used: zod, valibot and arktype all have it. */
export interface Schema<Output> {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[]
    }

export interface Job<Input = never, Output = unknown> {
  readonly name: string
  /** Raise it when recorded steps of older runs no longer fit the code. Old runs wait for a process that has theirs. */
  readonly version: number
  readonly input: Schema<Input>
  readonly output: Schema<Output>
  readonly run: (step: Step, input: Input) => Promise<Output>
}

// biome-ignore lint/suspicious/noExplicitAny: a record of jobs holds jobs of every input and output.
export type AnyJob = Job<any, any>
export type InputOf<J> = J extends Job<infer Input, unknown> ? Input : never
export type OutputOf<J> =
  J extends Job<never, infer Output> ? Output : J extends Job<infer _, infer Output> ? Output : never

export const defineJob = <Input, Output>(job: Job<Input, Output>): Job<Input, Output> => job

/** @throws JobsError with the given code when the value does not fit; its message lists every problem */
export async function validate<Output>(
  schema: Schema<Output>,
  value: unknown,
  code: 'jobs/invalid-input' | 'jobs/invalid-output',
  jobName: string,
): Promise<Output> {
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  const problems = result.issues.map(({ path, message }) => `${pathText(path)}: ${message}`).join('; ')
  throw new JobsError(
    code,
    `The ${code === 'jobs/invalid-input' ? 'input' : 'output'} of job '${jobName}' does not fit: ${problems}`,
    {
      job: jobName,
    },
  )
}

const pathText = (path: readonly unknown[] | undefined) =>
  path && path.length > 0
    ? path
        .map((part) =>
          typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : String(part),
        )
        .join('.')
    : 'value'
