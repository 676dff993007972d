/** Runs of the demo wait in a queue of their own, for a process that serves the sample. */
export const queueOf = (isDemo: boolean): string => (isDemo ? 'demo' : 'default')
