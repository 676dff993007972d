/**
 * What needs no jobs: configuration and the data folder. A door of its own, `@upflow/pipeline/data`, so that a
 * command that reads or sets something does not wait for the engine to load.
 */

export { chooseAccounts, type OpenAccountsPlace, openAccountsPlace } from './accounts-place.ts'
export type { Channels } from './channels.ts'
export { type Config, configVariables, type Environment, parseConfig } from './config.ts'
export { copyOrganization } from './copy-organization.ts'
export type { Demo } from './credentials.ts'
export { appKeyPurpose } from './github-app/app-keys.ts'
export { type Data, type DataOptions, openData } from './open-data.ts'
export { type NewOrganization, type Organizations, parseReleaseRule } from './organizations.ts'
export { PipelineError, type PipelineErrorCode } from './pipeline-error.ts'
export { processUser } from './process-user.ts'
export { chooseRepositories, findRepository, fullName, namesOf, type Repository } from './repositories.ts'
export { apiAddressProblem } from './secret-texts.ts'
export type { SignInConfig } from './sign-in-config.ts'
export { webhookPurpose } from './webhooks/webhook-secrets.ts'
