export { composeDigest, type DigestRequest } from './compose/digest.ts'
export { type BadRun, composeRuns, composeTest, composeToken } from './compose/notices.ts'
export { composeWaits, type Wait } from './compose/waits.ts'
export { type Delivery, deliveryToken, digestPeriod, findDue, type Situation, toldOf } from './due.ts'
export type { Line, Message } from './message.ts'
export { toHtml } from './message-html.ts'
export { toText } from './message-text.ts'
export { NotificationsError, type NotificationsErrorCode } from './notifications-error.ts'
export {
  type AddressGuard,
  type AddressGuardOptions,
  createAddressGuard,
} from './send/address-guard.ts'
export { type DeliverOptions, deliver, sealedOf, secretPurpose } from './send/deliver.ts'
export type { Delivered } from './send/delivered.ts'
export { type Signed, signatureHeaders } from './send/sign-webhook.ts'
export { markTold, notTold } from './told.ts'
