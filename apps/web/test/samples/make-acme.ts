/** `acme` as it was read and analyzed. Its GitHub answers as long as there are tests, which copy the folder. */
import { backfillOf, createAcme, small, startGithub } from '../acme.ts'
import type { Sample } from './sample.ts'

export async function makeAcme(folder: string): Promise<Sample> {
  const github = await startGithub(small())
  const pipeline = await createAcme(folder, github, 2)
  await (await backfillOf(pipeline)).wait()
  await pipeline.close()
  return { folder, close: github.close }
}
