/** What is measured of an engine, so that each is asked the same in the same words. */
export type Durability = 'normal' | 'full'

export interface Contender {
  /**
   * A run of so many steps that each return their number; of less than none, one that never ends. Resolves when the
   * run is on file. One at a time of a key, where there are keys.
   */
  trigger(
    steps: number,
    options?: { readonly concurrencyKey?: string; readonly runAt?: number },
  ): Promise<{ wait(): Promise<unknown> }>
  stop(): Promise<void>
}

export interface Body {
  /** Called when a run's body begins. */
  onStart(): void
  /** Called after each step, with the time it took. */
  onStep(ms: number): void
}

/** Modules in `contenders/` export it as `open`; those that are not ours are found in the folder `peers`. */
export type OpenContender = (options: {
  readonly path: string
  readonly durability: Durability
  readonly concurrency: number
  readonly peers: string
  /** Of a PostgreSQL database, for those who need one. */
  readonly postgres?: string
  readonly body: Body
}) => Promise<Contender>

/** The body of every job: steps one after the other. */
export async function runSteps(
  count: number,
  body: Body,
  step: (key: string, index: number) => Promise<unknown>,
): Promise<void> {
  body.onStart()
  if (count < 0) await new Promise(() => {})
  for (let index = 0; index < count; index++) {
    const started = performance.now()
    await step(`step:${index}`, index)
    body.onStep(performance.now() - started)
  }
}
