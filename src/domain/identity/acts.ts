import { type Acts, defineAct, type Tx } from '../acts/index.js';
import {
  accountDisabled,
  accountEnabled,
  apiKeyCreated,
  apiKeyRevoked,
  apiKeyRotated,
  passkeyAdded,
  passkeyRemoved,
  passwordChanged,
  passwordRemoved,
  passwordReset,
  roleGranted,
  setupLinkMade,
} from './events/index.js';
import type { IdentityStore } from './ports.js';

export const createAccount = defineAct('account.create', { enters: [roleGranted] });
export const changeAccount = defineAct('account.change', {
  enters: [roleGranted, accountDisabled, accountEnabled, passwordReset],
});
export const changePassword = defineAct('password.change', { enters: [passwordChanged] });
export const removePassword = defineAct('password.remove', { enters: [passwordRemoved] });
export const addPasskey = defineAct('passkey.add', { enters: [passkeyAdded] });
export const removePasskey = defineAct('passkey.remove', { enters: [passkeyRemoved] });
export const makeLink = defineAct('setup.link', { enters: [setupLinkMade] });
export const useLink = defineAct('setup.complete', { enters: [roleGranted, passwordReset] });
/** The act by which the identity provider lets a person in with an account or roles that they did not have. */
export const admitPerson = defineAct('session.federated', { enters: [roleGranted] });
export const createKey = defineAct('key.create', { enters: [apiKeyCreated] });
export const rotateKey = defineAct('key.rotate', { enters: [apiKeyRotated] });
export const revokeKey = defineAct('key.revoke', { enters: [apiKeyRevoked] });

/** Acts about people, keys and settings. */
export const identityActs = [
  createAccount,
  changeAccount,
  changePassword,
  removePassword,
  addPasskey,
  removePasskey,
  makeLink,
  useLink,
  admitPerson,
  createKey,
  rotateKey,
  revokeKey,
] as const;

interface IdentityStores {
  readonly identity: IdentityStore;
}

export type IdentityActs = Acts<IdentityStores>;
export type IdentityTx = Tx<IdentityStores>;
