import type { ServicePage } from './frame.js';
import { button, field, h, link, note, ON, p, submit, titled, withoutScript } from './parts.js';

const ANSWER = h('p', { id: 'answer', role: 'status', class: 'answer' });
const NEEDS_SCRIPT = withoutScript('This page needs its script.');
const NEW_PASSWORD = { type: 'password', autocomplete: 'new-password', minlength: 12, required: ON };

const passkeys = titled(
  'passkeys-title',
  'Passkeys',
  {},
  note(
    'A passkey is kept by your phone, computer or security key and opened by your finger, face or PIN. It works at this address only, so no other site can ask for it.',
  ),
  h('ul', { id: 'passkeys', class: 'list' }),
  h('p', { id: 'passkeys-elsewhere', hidden: ON, class: 'note' }),
  h(
    'form',
    { id: 'add-passkey', hidden: ON, class: 'row' },
    p(...field('passkey-name', 'Name of the new passkey, such as: work laptop', { maxlength: 80, required: ON })),
    p(submit('Add a passkey')),
  ),
);

const password = titled(
  'password-title',
  'Password',
  {},
  h('p', { id: 'no-password', hidden: ON, class: 'note' }),
  h(
    'form',
    { id: 'change-password', hidden: ON, class: 'row' },
    p(...field('new-password', 'New password, at least 12 characters', NEW_PASSWORD)),
    p(
      submit('Change the password'),
      ' ',
      button('remove-password', 'Remove it and use passkeys alone', { hidden: ON }),
    ),
  ),
);

const sessions = titled(
  'sessions-title',
  'Where you are signed in',
  {},
  h('ul', { id: 'sessions', class: 'list' }),
  p(button('end-others', 'Sign out everywhere else', { hidden: ON })),
);

/** Page of a person's own account. It holds no data of the person, which the script requests. */
export const ACCOUNT: ServicePage = {
  title: 'Your account',
  script: 'account-page',
  hasBar: true,
  body: [
    h('p', { id: 'who' }, 'Loading …'),
    p(button('sign-out', 'Sign out'), ' ', link('/console/settings', 'People and API keys', { class: 'button' })),
    ANSWER,
    passkeys,
    password,
    sessions,
    NEEDS_SCRIPT,
  ],
};
