import * as identity from './identity-schemas.js';
import type { Operation } from './operation.js';
import * as s from './schemas.js';

const error = s.errorBody;
const page = 'text/html';

/** Keys, sessions, passkeys, accounts and the first administrator. */
export const IDENTITY_OPERATIONS: readonly Operation[] = [
  { method: 'GET', path: '/v1/keys', action: 'key.list', summary: 'API keys, without the keys', error },
  { method: 'POST', path: '/v1/keys', action: 'key.create', summary: 'Make a key', body: s.newKey, status: 201, error },
  {
    ...{
      method: 'POST',
      path: '/v1/keys/:id/rotate',
      action: 'key.rotate',
      error,
      body: identity.rotation,
      status: 201,
    },
    summary: 'Succeed a key; the old one works on for seven days, or as the body says',
  },
  { method: 'DELETE', path: '/v1/keys/:id', action: 'key.revoke', summary: 'End a key now', status: 204, error },
  {
    ...{ method: 'POST', path: '/v1/setup', action: 'setup.complete', error, body: s.setup, status: 201 },
    summary: 'Make an administrator by the one-time link',
  },
  {
    ...{ method: 'POST', path: '/v1/setup/link', action: 'setup.link', error, status: 201 },
    summary: 'Make the one-time link; for the command line on the machine of the service alone',
  },
  {
    ...{ method: 'GET', path: '/v1/session/ways', action: 'session.create', error },
    summary: 'How people sign in here',
  },
  { method: 'POST', path: '/v1/session', action: 'session.create', summary: 'Sign in', body: s.signIn, error },
  {
    ...{ method: 'POST', path: '/v1/session/passkey/begin', action: 'session.create', error },
    summary: 'Options for a sign-in with a passkey: PublicKeyCredentialRequestOptionsJSON',
  },
  {
    ...{ method: 'POST', path: '/v1/session/passkey', action: 'session.create', error, body: identity.passkeyAnswer },
    summary: 'Sign in with a passkey',
  },
  {
    ...{ method: 'GET', path: '/v1/session/openid', action: 'session.create', error, status: 302 },
    summary: 'Sign in with the identity provider',
    answerText: 'To the provider.',
  },
  {
    ...{ method: 'GET', path: '/v1/session/openid/step-up', action: 'session.step-up', error, status: 302 },
    summary: 'Sign in again at the identity provider before a sensitive act',
    answerText: 'To the provider.',
  },
  {
    ...{ method: 'GET', path: '/v1/session/openid/callback', action: 'session.create', error, answer: page },
    summary: 'Back from the identity provider',
  },
  {
    ...{ method: 'GET', path: '/v1/session/openid/end', action: 'session.create', error, status: 302 },
    summary: 'Sign out at the identity provider, too',
    answerText: 'To the provider, or to the page to sign in when it has no such page.',
  },
  { method: 'GET', path: '/v1/session', action: 'session.read', summary: 'Who is signed in', error },
  { method: 'DELETE', path: '/v1/session', action: 'session.end', summary: 'Sign out', status: 204, error },
  {
    ...{ method: 'POST', path: '/v1/session/step-up', action: 'session.step-up', error, body: s.stepUp, status: 204 },
    summary: 'Give the password again before a sensitive act',
  },
  {
    ...{ method: 'POST', path: '/v1/session/step-up/passkey/begin', action: 'session.step-up', error },
    summary: 'Options to prove again with a passkey',
  },
  {
    ...{ method: 'POST', path: '/v1/session/step-up/passkey', action: 'session.step-up', error, status: 204 },
    summary: 'Prove again with a passkey before a sensitive act',
    body: identity.passkeyAnswer,
  },
  { method: 'GET', path: '/v1/sessions', action: 'session.list', summary: 'The own sessions', error },
  {
    ...{ method: 'DELETE', path: '/v1/sessions', action: 'session.revoke', error, status: 204 },
    summary: 'End every own session but this one',
  },
  {
    ...{ method: 'DELETE', path: '/v1/sessions/:id', action: 'session.revoke', error, status: 204 },
    summary: 'End one of the own sessions',
  },
  {
    ...{ method: 'POST', path: '/v1/password', action: 'password.change', error, body: s.passwordChange, status: 204 },
    summary: 'Change the own password; every other session ends',
  },
  {
    ...{ method: 'DELETE', path: '/v1/password', action: 'password.remove', error, status: 204 },
    summary: 'Remove the own password, to sign in with passkeys alone',
  },
  { method: 'GET', path: '/v1/passkeys', action: 'passkey.list', summary: 'The own passkeys', error },
  {
    ...{ method: 'POST', path: '/v1/passkeys/begin', action: 'passkey.add', error },
    summary: 'Options for a new passkey: PublicKeyCredentialCreationOptionsJSON',
  },
  {
    ...{ method: 'POST', path: '/v1/passkeys', action: 'passkey.add', error, body: identity.newPasskey, status: 201 },
    summary: 'Add a passkey',
  },
  {
    ...{ method: 'PATCH', path: '/v1/passkeys/:id', action: 'passkey.rename', error, body: identity.passkeyName },
    summary: 'Rename a passkey',
    status: 204,
  },
  {
    ...{ method: 'DELETE', path: '/v1/passkeys/:id', action: 'passkey.remove', error, status: 204 },
    summary: 'Remove a passkey, unless it is the last way in',
  },
  { method: 'GET', path: '/v1/accounts', action: 'account.list', summary: 'Accounts', error },
  {
    ...{ method: 'POST', path: '/v1/accounts', action: 'account.create', error, body: s.newAccount, status: 201 },
    summary: 'Make an account',
  },
  {
    ...{ method: 'PATCH', path: '/v1/accounts/:id', action: 'account.change', error, body: s.accountChange },
    summary: 'Change roles, whether an account may sign in, or set a new password',
  },
];
