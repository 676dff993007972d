export { AccountsError, type AccountsErrorCode } from './accounts-error.ts'
export { linkAddress, type Reach, serverNames } from './link-address.ts'
export { type Action, type ActionRule, actions } from './rights/actions.ts'
export { type Decision, decide, type Holder, nobody, roleIn } from './rights/decide.ts'
export { isAtLeast, isRole, type Role, roles } from './rights/roles.ts'
export { actionOf, routesWithRights } from './rights/routes.ts'
export { isScope, type Scope, scopes } from './rights/scopes.ts'
export { seenBy } from './rights/seen-organizations.ts'
export { callbackPath } from './sign-in/auth-path.ts'
export { githubApiOf } from './sign-in/github-api.ts'
export { type AccountFile, createAccountFile, createGuardedFile } from './store/account-file.ts'
export {
  type ApiToken,
  createApiToken,
  listApiTokens,
  type NewApiToken,
  presentApiToken,
  revokeApiToken,
  type TokenHolder,
  tokenDays,
} from './store/api-tokens.ts'
export {
  type AccountChange,
  type ChangeKind,
  changeKinds,
  isChangeKind,
  noteInstallationChange,
} from './store/changes.ts'
export { checkEmail, checkName, passwordCharacters } from './store/check-person.ts'
export { forgetEnded, type KeptForgetting, keepForgetting } from './store/forget-ended.ts'
export { type Forgetting, forgetOrganization } from './store/forget-organization.ts'
export { type Founding, foundOrganization } from './store/found-organization.ts'
export {
  createInvitation,
  type Invitation,
  listInvitations,
  lookAtInvitation,
  type NewInvitation,
  type OpenInvitation,
  revokeInvitation,
} from './store/invitations.ts'
export {
  changeMember,
  listMembers,
  type Member,
  type MembershipChange,
  setMembership,
} from './store/memberships.ts'
export { createResetLink, createSetUpLink } from './store/one-time-links.ts'
export {
  hasAdministrator,
  listPeople,
  type Person,
  personByEmail,
  setAdministrator,
} from './store/people.ts'
export { readAccountChanges, type WantedChanges } from './store/read-changes.ts'
export { removePerson } from './store/remove-person.ts'
export { renamePerson } from './store/rename-person.ts'
export {
  listSavedViews,
  type NewView,
  removeView,
  type SavedView,
  saveView,
  type ViewOwner,
  type ViewPage,
  viewPages,
} from './store/saved-views.ts'
export { apiTokenPattern } from './store/secret-text.ts'
export { endSession, listSessions, type Session, signOutEverywhere } from './store/sessions.ts'
export { createTokenUses, type TokenUses } from './store/token-uses.ts'
export { endWayIn, listWaysIn, type ProviderAccount, type WaysIn } from './store/ways-in.ts'
