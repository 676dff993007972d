/** Stub. */
export const PullRequestsPage = () => <h1>Pulls</h1>
