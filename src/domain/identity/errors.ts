import { defineReason, type Reason } from '../../core/base/reasons.js';

export const nameTaken = defineReason('account.name-taken', 'CONFLICT', 'Another account has this name.');
export const accountUnknown = defineReason('account.unknown', 'NOT_FOUND', 'There is no such account.');
export const lastAdministrator = defineReason(
  'account.last-administrator',
  'CONFLICT',
  'Nobody would be left who looks after accounts.',
);
export const lastWayIn = defineReason(
  'account.last-way-in',
  'CONFLICT',
  'The password or passkey is the only way left into the account.',
);
export const nameUnusable = defineReason('account.name-unusable', 'INVALID', 'The name cannot be seen as what it is.');
export const passwordWeak = defineReason('account.password-weak', 'INVALID', 'The password is easy to guess.');
export const roleUnknown = defineReason('account.role-unknown', 'INVALID', 'There is no such role.');
export const rolesClash = defineReason('account.roles-clash', 'INVALID', 'Two roles that no account holds together.');
export const linkOfAnother = defineReason('link.of-another', 'INVALID', 'The link is for an account of another name.');
export const keyUnknown = defineReason('key.unknown', 'NOT_FOUND', 'There is no such API key.');
export const keyEnded = defineReason('key.ended', 'CONFLICT', 'The API key has ended or has a successor.');
export const scopesMissing = defineReason('key.scopes-missing', 'INVALID', 'A key without a scope opens nothing.');
export const sessionUnknown = defineReason('session.unknown', 'NOT_FOUND', 'The account has no such session.');
export const passkeyUnknown = defineReason('passkey.unknown', 'NOT_FOUND', 'The account has no such passkey.');
export const passkeyKnown = defineReason('passkey.registered', 'CONFLICT', 'The passkey is registered already.');
export const passkeysMost = defineReason('passkey.too-many', 'CONFLICT', 'The account has as many as it may have.');
export const passkeyMissing = defineReason('passkey.none', 'CONFLICT', 'The account has no passkey to prove with.');
export const passkeyNameUnusable = defineReason('passkey.name-unusable', 'INVALID', 'The name is empty or too long.');

/** Reasons why an act on accounts, keys, sessions or passkeys is refused. */
export const identityReasons: readonly Reason[] = [
  nameTaken,
  accountUnknown,
  lastAdministrator,
  lastWayIn,
  nameUnusable,
  passwordWeak,
  roleUnknown,
  rolesClash,
  linkOfAnother,
  keyUnknown,
  keyEnded,
  scopesMissing,
  sessionUnknown,
  passkeyUnknown,
  passkeyKnown,
  passkeysMost,
  passkeyMissing,
  passkeyNameUnusable,
];
