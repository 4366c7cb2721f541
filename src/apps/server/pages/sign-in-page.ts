import { element, page } from './dom.js';
import { passkeysWorkHere, usePasskey } from './passkey-browser.js';
import { nextPage, send, waysToSignIn } from './requests.js';

const next = nextPage(page.location.search, '/account');

/** Tries one way of signing in; opens the next page when it works, and otherwise says why it does not. */
async function enter(way: () => Promise<unknown>): Promise<void> {
  const answer = element('answer');
  answer.textContent = '';
  try {
    await way();
    page.location.assign(next);
  } catch (cause) {
    answer.dataset.state = 'bad';
    answer.textContent = (cause as Error).message;
  }
}

async function offerWays(): Promise<void> {
  const { passkey, identityProvider } = await waysToSignIn();
  element('passkey-way').hidden = !passkeysWorkHere(passkey);
  element('provider-way').hidden = !identityProvider;
  if (passkey === null || passkey === page.location.origin) return;
  const address = element('passkey-address');
  address.textContent = passkey;
  address.href = `${passkey}/sign-in`;
  element('passkey-elsewhere').hidden = false;
}

element('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  enter(() => send('POST', '/v1/session', { name: element('name').value, password: element('password').value }));
});
element('passkey').addEventListener('click', () => {
  enter(() => usePasskey('/v1/session/passkey'));
});
offerWays().catch(() => undefined);
