/** Stub. */
export const RunsPage = () => <h1>Runs</h1>
