import type { ServicePage } from './frame.js';
import {
  button,
  type Choice,
  choices,
  field,
  h,
  link,
  NAME_INPUT,
  note,
  ON,
  p,
  submit,
  titled,
  withoutScript,
} from './parts.js';

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

const keys = (scopes: readonly Choice[]) =>
  titled(
    'keys-title',
    'API keys',
    { id: 'keys-section', hidden: ON },
    h('ul', { id: 'keys', class: 'list' }),
    h(
      'p',
      { id: 'issued', hidden: ON, class: 'issued' },
      ...field('issued-key', 'The new key, shown this once', { readonly: ON }),
    ),
    h(
      'form',
      { id: 'make-key', hidden: ON },
      h('h3', {}, 'Make a key'),
      p(...field('key-name', 'What it is for, such as: scoring service', { maxlength: 200, required: ON })),
      choices('What it may do', 'scope', scopes),
      p(
        ...field('key-days', 'Days until it expires', {
          type: 'number',
          min: 1,
          max: 3650,
          value: 365,
          required: ON,
        }),
      ),
      p(submit('Make the key')),
    ),
  );

/**
 * Page of a person's own account, with keys only where the role allows them. It holds no data of the person, which the script requests.
 *
 * @param scopes scopes that a key may have
 */
export const account = (scopes: readonly Choice[]): ServicePage => ({
  title: 'Your account',
  script: 'account-page',
  hasBar: true,
  body: [
    h('p', { id: 'who' }, 'Loading …'),
    p(
      button('sign-out', 'Sign out'),
      ' ',
      link('/account/people', 'People and roles', { class: 'button', id: 'people-way', hidden: ON }),
    ),
    ANSWER,
    passkeys,
    password,
    sessions,
    keys(scopes),
    NEEDS_SCRIPT,
  ],
});

/**
 * Page for administrators: accounts and their roles. One form makes an account and changes one.
 *
 * @param roles roles that an account may have
 */
export const people = (roles: readonly Choice[]): ServicePage => ({
  title: 'People and roles',
  script: 'people-page',
  hasBar: true,
  body: [
    p(link('/account', 'Your account')),
    ANSWER,
    titled('people-title', 'Accounts', {}, h('ul', { id: 'people', class: 'list' })),
    titled(
      'person-title',
      'Make an account',
      { id: 'person-section', hidden: ON },
      h(
        'form',
        { id: 'person' },
        p(
          ...field('person-name', 'Name, or e-mail address for a sign-in with your organisation', {
            maxlength: 200,
            autocomplete: 'off',
            ...NAME_INPUT,
          }),
        ),
        p(
          h(
            'label',
            { for: 'person-password', id: 'password-label' },
            'First password, at least 12 characters; empty: your organisation lets the person in',
          ),
          h('input', { id: 'person-password', type: 'password', minlength: 12, autocomplete: 'new-password' }),
        ),
        choices('Roles', 'role', roles),
        p(
          submit('Make the account', { class: 'main', id: 'person-save' }),
          ' ',
          button('person-cancel', 'Cancel', { hidden: ON }),
        ),
      ),
    ),
    NEEDS_SCRIPT,
  ],
});
