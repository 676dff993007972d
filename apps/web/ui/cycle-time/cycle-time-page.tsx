/** Stub. */
export const CycleTimePage = () => <h1>Cycle</h1>
