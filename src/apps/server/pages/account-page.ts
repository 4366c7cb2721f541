import { type Act, acting, leave, type Person, row, sayFault, when } from './account-parts.js';
import { element, page } from './dom.js';
import { addPasskey, passkeysWorkHere } from './passkey-browser.js';
import { send, waysToSignIn } from './requests.js';
import { button, type Proofs } from './step-up.js';

interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

interface Session {
  readonly id: string;
  readonly method: 'password' | 'passkey' | 'identity-provider' | 'setup';
  readonly client: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly current: boolean;
}

const METHODS = {
  password: 'password',
  passkey: 'passkey',
  'identity-provider': 'your organisation',
  setup: 'setup link',
} as const;

let proofs: Proofs | null = null;

const act: Act = acting(() => proofs!, show);

async function show(): Promise<void> {
  const [person, ways, { passkeys }, { sessions }] = await Promise.all([
    send<Person>('GET', '/v1/session'),
    waysToSignIn(),
    send<{ passkeys: Passkey[] }>('GET', '/v1/passkeys'),
    send<{ sessions: Session[] }>('GET', '/v1/sessions'),
  ]);
  const local = person.hasPassword || passkeys.length > 0;
  proofs = { ways, hasPassword: person.hasPassword, hasPasskeys: passkeys.length > 0 };
  element('who').textContent =
    `Signed in as ${person.name}. ${person.roles.length === 0 ? 'No role yet.' : `Roles: ${person.roles.join(', ')}.`}`;
  showPasskeys(passkeys, local, ways.passkey);
  showPassword(person, local, passkeys.length);
  showSessions(sessions);
}

function showPasskeys(passkeys: readonly Passkey[], local: boolean, address: string | null): void {
  element('passkeys').replaceChildren(...passkeys.map(passkeyRow));
  const here = passkeysWorkHere(address);
  element('add-passkey').hidden = !local || !here;
  const elsewhere = element('passkeys-elsewhere');
  elsewhere.hidden = local && here;
  elsewhere.textContent = local
    ? address === null
      ? 'This service has no name under which browsers offer passkeys.'
      : `Passkeys of this service are added at ${address}, with a browser that has them.`
    : 'This account signs in with your organisation: set up a passkey there.';
}

function passkeyRow({ id, name, createdAt, lastUsedAt }: Passkey) {
  const rename = button('Rename');
  rename.setAttribute('aria-label', `Rename passkey ${name}`);
  rename.addEventListener('click', () => {
    const chosen = page.prompt('Name of the passkey', name);
    if (chosen !== null) act('Renamed.', () => send('PATCH', `/v1/passkeys/${id}`, { name: chosen }));
  });
  const remove = button('Remove');
  remove.setAttribute('aria-label', `Remove passkey ${name}`);
  remove.addEventListener('click', () => {
    if (!page.confirm(`Remove the passkey "${name}"? It will not open this account any more.`)) return;
    act('The passkey was removed.', () => send('DELETE', `/v1/passkeys/${id}`));
  });
  const used = lastUsedAt === null ? 'never used' : `last used ${when(lastUsedAt)}`;
  return row(name, `added ${when(createdAt)}, ${used}`, [rename, remove]);
}

function showPassword({ hasPassword }: Person, local: boolean, nPasskeys: number): void {
  const none = element('no-password');
  none.hidden = hasPassword;
  none.textContent = local
    ? 'This account has no password and signs in with passkeys alone. You may set one.'
    : 'This account signs in with your organisation.';
  element('change-password').hidden = !local;
  element('remove-password').hidden = !hasPassword || nPasskeys === 0;
}

function showSessions(sessions: readonly Session[]): void {
  element('sessions').replaceChildren(
    ...sessions.map(({ id, method, client, createdAt, seenAt, current }) => {
      const end = button('Sign out');
      end.setAttribute('aria-label', `Sign out ${client || 'the session'} of ${when(createdAt)}`);
      end.addEventListener('click', () => act('Signed out there.', () => send('DELETE', `/v1/sessions/${id}`)));
      const title = `${client || 'Unknown browser'}${current ? ', this one' : ''}`;
      return row(
        title,
        `since ${when(createdAt)} with ${METHODS[method]}, last seen ${when(seenAt)}`,
        current ? [] : [end],
      );
    }),
  );
  element('end-others').hidden = sessions.length < 2;
}

element('sign-out').addEventListener('click', () => {
  send('DELETE', '/v1/session').then(
    () => page.location.assign('/sign-in'),
    () => leave(),
  );
});
element('end-others').addEventListener('click', () => {
  act('Signed out everywhere else.', () => send('DELETE', '/v1/sessions'));
});
element('add-passkey').addEventListener('submit', (event) => {
  event.preventDefault();
  act('The passkey was added.', () => addPasskey(element('passkey-name').value)).then(() =>
    element('add-passkey').reset(),
  );
});
element('change-password').addEventListener('submit', (event) => {
  event.preventDefault();
  const password = element('new-password').value;
  act('The password was changed; every other session has ended.', () =>
    send('POST', '/v1/password', { password }),
  ).then(() => element('change-password').reset());
});
element('remove-password').addEventListener('click', () => {
  if (!page.confirm('Remove the password? Only your passkeys will open this account then.')) return;
  act('The password was removed.', () => send('DELETE', '/v1/password'));
});
show().catch(sayFault);
