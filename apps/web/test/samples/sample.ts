/** A data folder that many tests begin with. */
export interface Sample {
  readonly folder: string
  /** Ends what it lives from. */
  readonly close: () => Promise<void>
}

export type SampleName = 'acme' | 'demo'
