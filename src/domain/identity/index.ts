export {
  type AccessPart,
  type AccessRow,
  type AccessTable,
  type Action,
  joinAccess,
  type Permission,
  type Relation,
  STEP_UP_MS,
} from './access-table.js';
export { Accounts } from './accounts.js';
export { identityActs } from './acts.js';
export { AdminLinks } from './admin-link.js';
export { ApiKeys, type IssuedKey, ROTATION_OVERLAP_MS, unauthenticated } from './api-keys.js';
export { ANONYMOUS, actorOf, type Caller } from './caller.js';
export { changeRolesIn, openAccountIn } from './change-account.js';
export { identityReasons, passkeyUnknown } from './errors.js';
export {
  type Admission,
  FederatedLogin,
  type FederatedLoginDeps,
  type LoginAttempt,
  type OpenIdProvider,
  type VerifiedPerson,
} from './federated-login.js';
export { giversOf, mayGiveRole, mayGiveScope, seesPersons } from './giving.js';
export {
  MAX_ACCOUNT_NAME,
  MAX_KEY_DAYS,
  MAX_OVERLAP_DAYS,
  MAX_PASSKEY_NAME,
  MAX_PASSWORD,
  MIN_PASSWORD,
} from './limits.js';
export { accountsBehind, makersOf } from './makers.js';
export type {
  ChallengeRecord,
  Expectation,
  PasskeyAnswer,
  PasskeyCeremony,
  PasskeyRecord,
  PasskeyStore,
  PasskeyVerifier,
  RelyingParty,
} from './passkey-ports.js';
export { type Answered, type Begun, CHALLENGE_MS, Passkeys, passkeyRefused, publicIdOf } from './passkeys.js';
export { otherAccountsBy, type PersonOf, personsBy, samePersonBy, samePersonIn } from './persons.js';
export { relyingPartyOf } from './relying-party.js';
export { clashOf, isRole, ROLE_NAMES, ROLES, type Role } from './roles.js';
export { ADMIN_SCOPES, giverOf, isScope, SCOPE_NAMES, SCOPES, type Scope } from './scopes.js';
export { base64Url, utf8 } from './secret.js';
export { type Beginning, type ListedSession, SESSION_ABSOLUTE_MS, Sessions } from './sessions.js';
export { identitySettings, ledgerPublic, samePersons } from './settings.js';
