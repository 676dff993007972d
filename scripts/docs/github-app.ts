/** Of docs/github.md, how a GitHub App comes to read, with what it asks for and why: as the manifest has it. */
import { appPermissions } from '../../packages/pipeline/src/github-app/app-manifest.ts'

export const appReference = (): string => `## A GitHub App

A token is somebody's, and ends with them; an app is an organization's own, is given no more than it needs, repository by repository, and its tokens live an hour.

1. **Make it.** _Settings → GitHub connection → GitHub App_ shows what it asks for and sends the form to GitHub, whose page makes the app and comes back with a code that is good once. In a terminal, \`upflow org app acme --new\` prints an address of this machine to open; where the browser cannot come back, the code, or the address at which it ended, is pasted. \`--owner LOGIN\` makes it an organization's. Or make it by hand, with the permissions below, and store its id and a key: \`upflow org app acme --app-id 12345 --key-stdin < key.pem\`.
2. **Install it** at the address that is shown, for all repositories of the account or for some.
3. **Choose the installation**: _Let it read_, or \`upflow org app acme --install ACCOUNT\`. From then on it reads; a stored token is removed.
4. **Check it**: \`upflow org check acme\` says what it was not given, which repositories it does not see, and what to do.

Several organizations here may have the same app, each with an installation of its own: \`upflow org app beta --from acme\`, or on the page for who owns both. GitHub delivers to the one address that an app has, that of the organization for which it was made: what is about another that has the same app is read by that one, believed by the secret of the address.

| Permission (read) | Why |
| --- | --- |
${appPermissions.map(({ label, why }) => `| ${label} | ${why} |`).join('\n')}

Nothing is written with any of them. A manifest asks for the events of [docs/webhooks.md](webhooks.md) too, unless the server's address is of this machine alone; GitHub makes the webhook's secret, and it is stored with the key.

- The key is sealed in the organization's file, goes from there into the signature of a request, and is never shown again; it is looked for in all that is stored and said (\`pipeline/test/github-app.test.ts\`, \`web/test/secrets.test.ts\`, \`cli/test/app.e2e.test.ts\`). To replace it, make another at GitHub and store it with the same id: the installation stays.
- An installation that is chosen goes before \`UPFLOW_GITHUB_TOKEN\`. A token that is stored takes its place, and with another address the app is removed.
- Suspended or removed, a run ends with \`github/installation-suspended\` or \`github/installation-removed\` and what to do; _Health_ says it, and so do \`org app\` and \`org check\`. Where GitHub delivers webhooks, that is found out at once, and so is that it was resumed.
`
