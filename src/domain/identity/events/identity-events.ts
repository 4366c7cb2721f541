import { z } from 'zod';
import { defineEvent } from '../../log/events/index.js';

const text = z.string();
const names = z.array(text).readonly();
const key = { key: text, name: text, scopes: names, by: text };

export const roleGranted = defineEvent(
  'role.granted',
  { account: text, roles: names, by: text },
  'An account was made, or its roles are others; `roles` are all that it has now. Older entries say with `disabled` whether the account was closed.',
);

export const accountDisabled = defineEvent(
  'account.disabled',
  { account: text, by: text },
  'An account was closed: it cannot sign in.',
);

export const accountEnabled = defineEvent(
  'account.enabled',
  { account: text, by: text },
  'An account was opened again.',
);

export const passwordChanged = defineEvent('password.changed', { account: text }, 'A person changed the own password.');

export const passwordRemoved = defineEvent('password.removed', { account: text }, 'A person removed the own password.');

export const passwordReset = defineEvent(
  'password.reset',
  { account: text, by: text },
  'Somebody else set a new password of an account, or a one-time link did.',
);

export const passkeyAdded = defineEvent('passkey.added', { account: text, passkey: text }, 'A passkey was added.');

export const passkeyRemoved = defineEvent(
  'passkey.removed',
  { account: text, passkey: text },
  'A passkey was removed.',
);

export const setupLinkMade = defineEvent(
  'setup.link-made',
  { by: text, roles: names.optional(), account: text.optional() },
  'A one-time link was made, for a first account with these roles or a new password of an account.',
);

export const apiKeyCreated = defineEvent('key.created', key, 'An API key was made.');

export const apiKeyRotated = defineEvent('key.rotated', key, 'An API key took the place of another one.');

export const apiKeyRevoked = defineEvent('key.revoked', { key: text, by: text }, 'An API key was ended.');

/** Events about accounts, passkeys and API keys. */
export const identityEvents = [
  roleGranted,
  accountDisabled,
  accountEnabled,
  passwordChanged,
  passwordRemoved,
  passwordReset,
  passkeyAdded,
  passkeyRemoved,
  setupLinkMade,
  apiKeyCreated,
  apiKeyRotated,
  apiKeyRevoked,
] as const;
