/** Stub. */
export const NowPage = () => <h1>Now</h1>
