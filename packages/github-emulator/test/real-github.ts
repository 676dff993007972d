/**
 * GitHub itself, held to what the emulator is held to: with GITHUB_TOKEN as a person, who reads one public repository, and
 * with GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY as an app that is installed somewhere. What is not given is skipped. At
 * another GitHub with GITHUB_API_URL, of another repository with GITHUB_REPOSITORY.
 */
import { describeGithub } from './github.contract.ts'
import { describeGithubApp } from './github-app.contract.ts'

const {
  GITHUB_TOKEN: token = '',
  GITHUB_APP_ID: appId = '',
  GITHUB_APP_PRIVATE_KEY: privateKey = '',
  GITHUB_API_URL: baseUrl = 'https://api.github.com',
  GITHUB_REPOSITORY: repository = 'octokit/rest.js',
} = process.env
const [owner = '', name = ''] = repository.split('/')

const missingOf = (variables: Readonly<Record<string, string>>): string | null => {
  const unset = Object.keys(variables).filter((variable) => variables[variable] === '')
  return unset.length === 0 ? null : `${unset.join(' and ')} ${unset.length === 1 ? 'is' : 'are'} not set`
}

describeGithub(
  'GitHub, as a person',
  () => ({ baseUrl, token, owner, name }),
  missingOf({ GITHUB_TOKEN: token }),
)

describeGithubApp(
  'GitHub, as an app',
  () => ({ baseUrl, appId, privateKey }),
  missingOf({ GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY: privateKey }),
)
