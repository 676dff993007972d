export type { Finding } from '@upflow/github'
export {
  type Connection,
  checkConnection,
  readConnection,
  type ShownApp,
  setConnection,
  type WantedConnection,
} from './connection.ts'
export * from './data.ts'
export { chooseJobsPlace } from './engine/choose-jobs-place.ts'
export { type ExecutingUnlessServed, executeUnlessServed } from './engine/execute-unless-served.ts'
export type { JobsPlace } from './engine/jobs-place.ts'
export { type Following, followChange } from './follow-change.ts'
export {
  type AppPermission,
  appPermissions,
  githubOriginOf,
  newAppUrl,
  toManifest,
} from './github-app/app-manifest.ts'
export type { InstalledApp } from './github-app/ask-as-app.ts'
export {
  chooseInstallation,
  convertApp,
  readInstallations,
  removeApp,
  setApp,
  shareApp,
} from './github-app/set-app.ts'
export type { Jobs } from './jobs/jobs.ts'
export { mostRefreshed } from './jobs/refresh-steps.ts'
export type { Failure, Summary } from './jobs/summary.ts'
export { type KeptSchedules, keepSchedules } from './keep-schedules.ts'
export { openPipeline, type Pipeline, type PipelineOptions } from './open-pipeline.ts'
export type { Preview } from './preview/preview-rules.ts'
export type { Previewer, WantedPreview } from './preview/previewer.ts'
export type { Moved, MovedPullRequest } from './preview/read-moved.ts'
export { queueOf } from './queue-of.ts'
export {
  type DeliveryPage,
  type DeliveryRecord,
  type DeliveryTry,
  readDeliveries,
} from './read-deliveries.ts'
export { type Removal, removeOrganization } from './remove-organization.ts'
export { type Discovered, discover } from './repositories/discover.ts'
export { type BackfillEstimate, estimateBackfill } from './repositories/estimate-backfill.ts'
export {
  type AddedRepositories,
  type AvailablePage,
  type AvailableRepository,
  addRepositories,
  availableRepositories,
  removeRepositoryOf,
} from './repositories/manage-repositories.ts'
export { pauseRepositories, type WantedPauses } from './repositories/pause-repositories.ts'
export { type AccessProblem, accessProblem } from './runs/access-problem.ts'
export { lastAccess } from './runs/last-access.ts'
export { byWebhook, startedBy } from './runs/record-run.ts'
export {
  cancelRun,
  type PossibleAction,
  possibleActions,
  type RunActions,
  rerunRun,
  retryRun,
  servesQueue,
  whyNotServed,
} from './runs/run-actions.ts'
export { startRefresh, type WantedRefresh } from './runs/start-refresh.ts'
export { type JobName, type StartedRun, startRun, type WantedRun } from './runs/start-run.ts'
export type { Triggered } from './runs/trigger-unless-waiting.ts'
export {
  applyAllSchedules,
  applySchedules,
  type OrganizationSchedule,
  readAllSchedules,
  readSchedules,
  type ScheduledKind,
  scheduledKinds,
} from './schedules.ts'
export {
  readNotifications,
  removeChannel,
  type ShownNotifications,
  setChannel,
  setTelling,
  testChannel,
  type WantedChannel,
} from './set-channels.ts'
export type { RefreshedPullRequest } from './sync/refresh-pull-requests.ts'
export type { Deliveries, Delivery } from './webhooks/deliveries.ts'
export { usefulEvents } from './webhooks/read-delivery.ts'
export { dropWebhookSecrets, readWebhook, setWebhookSecret, type Webhook } from './webhooks/set-webhook.ts'
export type { DeliveriesOptions, Taken } from './webhooks/told-runs.ts'
