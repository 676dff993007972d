/** What a place in which runs are kept has to offer, whatever executes them. */
import type { AnyJob, CommonOptions, Engine, RunsReader } from '@upflow/jobs'

export interface JobsPlace {
  /** Whether several machines may execute what is in it. */
  readonly isShared: boolean
  openEngine<Jobs extends Record<string, AnyJob>>(options: CommonOptions<Jobs>): Promise<Engine<Jobs>>
  /**
   * To read only, also where nothing may be written: nothing is registered or taken back. Null when there are no runs
   * yet. @throws JobsError `jobs/store-unusable`, `jobs/newer-store`, or what ails the database
   */
  openReader(): Promise<RunsReader | null>
  /** Brings it up to date, as each start does too. */
  migrate(): Promise<void>
}
