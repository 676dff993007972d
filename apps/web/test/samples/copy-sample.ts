/** A data folder that was made once for all tests (serve-samples.ts), copied for what will change it. */
import { cpSync } from 'node:fs'
import { inject } from 'vitest'
import type { SampleName } from './sample.ts'

export async function copySample(name: SampleName, to: string): Promise<void> {
  const answer = await fetch(`${inject('samplesUrl')}/${name}`)
  const folder = await answer.text()
  if (!answer.ok) throw new Error(`The sample '${name}' could not be made: ${folder}`)
  cpSync(folder, to, { recursive: true })
}
