/**
 * Whoever asks for a run and waits for it executes it: at once where runs lie in a file. Where machines share them, only
 * while none of those serves its queue, which is looked at as long as it is waited for: who served may have died.
 */
import type { Pipeline } from '../open-pipeline.ts'
import { servesQueue } from '../runs/run-actions.ts'
import { chooseJobsPlace } from './choose-jobs-place.ts'

export interface ExecutingUnlessServed {
  /** Looks no more. What was begun goes on until the pipeline is closed. */
  stop(): void
}

const lookAgainMs = 1_000

/** @param onBegin told before it executes what others could have */
export function executeUnlessServed(
  pipeline: Pick<Pipeline, 'config' | 'engine' | 'queue'>,
  onBegin: () => void = () => {},
): ExecutingUnlessServed {
  const { config, engine, queue } = pipeline
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    // What ails the database is heard by who waits for the run.
    const isServed = await servesQueue(engine.runs, queue).catch(() => true)
    if (isStopped) return
    if (isServed) timer = setTimeout(() => void look(), lookAgainMs).unref()
    else {
      onBegin()
      engine.start()
    }
  }
  if (chooseJobsPlace(config).isShared) void look()
  else engine.start()
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
