/** One of the parts that a chart puts on each other, step by step. */

export interface Band {
  readonly key: string
  readonly fill: string
  /** Drawn from the axis downwards: what leaves, under what comes. */
  readonly isBelow?: boolean
}

/** With its name, and how many each step has of it. */
export interface StepBand<Step> extends Band {
  readonly label: string
  readonly of: (step: Step) => number
}
