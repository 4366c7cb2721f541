import { type Act, acting, type Person, row, sayFault } from './account-parts.js';
import { element, type PageElement, page } from './dom.js';
import { send, waysToSignIn } from './requests.js';
import { button, type Proofs } from './step-up.js';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
}

let proofs: Proofs | null = null;
/** The account that the form changes; null while it makes a new one. */
let chosen: Listed | null = null;
const act: Act = acting(() => proofs!, show);

async function show(): Promise<void> {
  const [person, ways, { passkeys }, { accounts }] = await Promise.all([
    send<Person>('GET', '/v1/session'),
    waysToSignIn(),
    send<{ passkeys: unknown[] }>('GET', '/v1/passkeys'),
    send<{ accounts: Listed[] }>('GET', '/v1/accounts'),
  ]);
  proofs = { ways, hasPassword: person.hasPassword, hasPasskeys: passkeys.length > 0 };
  const mayChange = person.roles.includes('admin');
  element('person-section').hidden = !mayChange;
  element('people').replaceChildren(...accounts.map((account) => accountRow(account, mayChange)));
  choose(null);
}

function accountRow(account: Listed, mayChange: boolean): PageElement {
  const { id, name, roles, disabled } = account;
  const change = button('Change');
  change.setAttribute('aria-label', `Change ${name}`);
  change.addEventListener('click', () => {
    choose(account);
    element('person-password').focus();
  });
  const toggle = button(disabled ? 'Enable' : 'Disable');
  toggle.setAttribute('aria-label', `${disabled ? 'Enable' : 'Disable'} ${name}`);
  toggle.addEventListener('click', () => {
    act(`${name} ${disabled ? 'may sign in again' : 'may not sign in any more'}.`, () =>
      send('PATCH', `/v1/accounts/${id}`, { disabled: !disabled }),
    );
  });
  const note = `${roles.length === 0 ? 'no role' : roles.join(', ')}${disabled ? '; disabled' : ''}`;
  return row(name, note, mayChange ? [change, toggle] : []);
}

const boxes = (): PageElement[] => [...page.document.querySelectorAll('input[name="role"]')];

/** Prepares the form for changing an account, or for making one. */
function choose(account: Listed | null): void {
  chosen = account;
  element('person').reset();
  for (const box of boxes()) box.checked = account?.roles.includes(box.value) ?? false;
  // The form offers no role that sees persons, because an administrator may not give one; it shows those that the account has, which may
  // be taken.
  for (const item of page.document.querySelectorAll('li[data-sees-persons]')) {
    item.hidden = !boxes().some(({ checked, value }) => checked && value === item.dataset.seesPersons);
  }
  const name = element('person-name');
  name.value = account?.name ?? '';
  name.disabled = account !== null;
  element('person-title').textContent = account === null ? 'Make an account' : `Change ${account.name}`;
  element('person-save').textContent = account === null ? 'Make the account' : 'Save';
  element('person-cancel').hidden = account === null;
  element('password-label').textContent =
    account === null
      ? 'First password, at least 12 characters; empty: your organisation lets the person in'
      : 'New password, if this one was lost';
}

function save(): Promise<void> {
  const roles = boxes()
    .filter(({ checked }) => checked)
    .map(({ value }) => value);
  const password = element('person-password').value;
  if (chosen === null) {
    const name = element('person-name').value;
    const body = { name, password: password === '' ? null : password, roles };
    return act(`${name} has an account.`, () => send('POST', '/v1/accounts', body));
  }
  const { id, name } = chosen;
  const change = { roles, ...(password === '' ? {} : { password }) };
  return act(`${name} was changed and is signed out everywhere.`, () => send('PATCH', `/v1/accounts/${id}`, change));
}

element('person').addEventListener('submit', (event) => {
  event.preventDefault();
  save();
});
element('person-cancel').addEventListener('click', () => choose(null));
show().catch(sayFault);
