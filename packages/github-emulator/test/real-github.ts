/** GitHub itself, held to what the emulator is held to. It reads one public repository, with the token that it is given. */
import { describeGithub } from './github.contract.ts'

describeGithub('GitHub', () => {
  const token = process.env.GITHUB_TOKEN
  if (!token)
    throw new Error(
      'GITHUB_TOKEN is not set: this asks GitHub itself, and needs a token that may read public repositories.',
    )
  return { baseUrl: 'https://api.github.com', token, owner: 'octokit', name: 'rest.js' }
})
