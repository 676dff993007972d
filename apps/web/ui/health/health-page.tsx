/** Stub. */
export const HealthPage = () => <h1>Health</h1>
