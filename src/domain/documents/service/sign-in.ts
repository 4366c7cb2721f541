import type { ServicePage } from './frame.js';
import { button, field, h, link, NAME_INPUT, ON, p, submit, withoutScript } from './parts.js';

const NAME = { autocomplete: 'username', ...NAME_INPUT };

/** Page on which staff sign in by password, passkey or the identity provider, whichever the service has. */
export const SIGN_IN: ServicePage = {
  title: 'Sign in',
  script: 'sign-in-page',
  hasBar: true,
  body: [
    h(
      'div',
      { class: 'narrow' },
      h('p', { id: 'answer', role: 'alert', class: 'answer' }),
      h(
        'form',
        { id: 'sign-in' },
        p(...field('name', 'Name', NAME)),
        p(...field('password', 'Password', { type: 'password', autocomplete: 'current-password', required: ON })),
        p(submit('Sign in', { class: 'main' })),
      ),
      h(
        'div',
        { id: 'other-ways' },
        h('p', { id: 'passkey-way', hidden: ON }, button('passkey', 'Sign in with a passkey')),
        h(
          'p',
          { id: 'passkey-elsewhere', hidden: ON, class: 'note' },
          'Passkeys of this service work at ',
          link('/sign-in', '', { id: 'passkey-address' }),
          '.',
        ),
        h(
          'p',
          { id: 'provider-way', hidden: ON },
          link('/v1/session/openid', 'Sign in with your organisation', { class: 'button' }),
        ),
      ),
      withoutScript('This page needs its script. Programs use an API key instead.'),
    ),
  ],
};

/** Page for a person who returns from the identity provider. */
export const signedIn = (next: string): ServicePage => ({
  title: 'Signed in',
  goTo: next,
  body: [p(link(next, 'Continue'))],
});

/** Page for whoever came by a one-time link: the first administrator, or an account with the role of the link. */
export const SETUP: ServicePage = {
  title: 'Make an account',
  script: 'setup-page',
  body: [
    h(
      'div',
      { class: 'narrow' },
      h(
        'form',
        { id: 'setup', hidden: ON },
        p(...field('name', 'Name', NAME)),
        p(
          ...field('password', 'Password, at least 12 characters', {
            type: 'password',
            autocomplete: 'new-password',
            minlength: 12,
            required: ON,
          }),
        ),
        p(submit('Make the account', { class: 'main' })),
      ),
      h('p', { id: 'answer', role: 'status', class: 'answer' }),
      withoutScript('This page needs a script in your browser, which reads the one-time link.'),
    ),
    h(
      'p',
      { id: 'onward', hidden: ON },
      link('/', 'See what the service does'),
      ', or ',
      link('/account', 'go to your account'),
      ': add a passkey, make API keys.',
    ),
  ],
};
