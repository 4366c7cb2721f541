import { type Act, type Person, row, when } from './account-parts.js';
import { element, type PageElement, page } from './dom.js';
import { send } from './requests.js';
import { button } from './step-up.js';

interface Key {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly replaces: string | null;
}

/** Roles that make keys, each with scopes of its own. */
const GIVERS = ['admin', 'legal', 'specialist'];

let act: Act = async () => undefined;

/** Lists API keys for people whose role allows it. Those whose role gives scopes may also make, replace and revoke keys. */
export async function showKeys({ roles }: Person, how: Act): Promise<void> {
  act = how;
  const mayChange = GIVERS.some((role) => roles.includes(role));
  const mayList = mayChange || roles.includes('auditor');
  element('keys-section').hidden = !mayList;
  element('make-key').hidden = !mayChange;
  for (const choice of page.document.querySelectorAll('[data-giver]')) {
    choice.hidden = !roles.includes(choice.dataset.giver ?? '');
  }
  if (!mayList) return;
  const { keys } = await send<{ keys: Key[] }>('GET', '/v1/keys');
  const succeeded = new Set(keys.map(({ replaces }) => replaces));
  element('keys').replaceChildren(...keys.map((key) => keyRow(key, mayChange, succeeded.has(key.id))));
}

function keyRow(key: Key, mayChange: boolean, succeeded: boolean): PageElement {
  const { id, name, scopes, lastUsedAt } = key;
  const alive = key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > Date.now());
  const used = lastUsedAt === null ? 'never used' : `last used ${when(lastUsedAt)}`;
  const note = `trb_${id}…: ${scopes.join(', ')}; ${endOf(key)}; ${used}`;
  return row(name, note, mayChange && alive ? actsOf(key, succeeded) : []);
}

const endOf = ({ revokedAt, expiresAt }: Key): string => {
  if (revokedAt !== null) return `ended ${when(revokedAt)}`;
  return expiresAt === null ? 'never expires' : `expires ${when(expiresAt)}`;
};

function actsOf({ id, name }: Key, succeeded: boolean): PageElement[] {
  const rotate = button('Rotate');
  rotate.setAttribute('aria-label', `Rotate key ${name}, ${id}`);
  rotate.addEventListener('click', () => {
    act('The key has a successor; the old one works for seven more days.', () => issue(`/v1/keys/${id}/rotate`));
  });
  const revoke = button('Revoke');
  revoke.setAttribute('aria-label', `Revoke key ${name}, ${id}`);
  revoke.addEventListener('click', () => {
    if (!page.confirm(`Revoke the key "${name}" now? Programs that use it stop working.`)) return;
    act('The key was revoked.', () => send('DELETE', `/v1/keys/${id}`));
  });
  return succeeded ? [revoke] : [rotate, revoke];
}

/** Shows the new key. It cannot be shown again, because the service does not store it. */
async function issue(path: string, body?: object): Promise<void> {
  const { key } = await send<{ key: string }>('POST', path, body);
  element('issued').hidden = false;
  const field = element('issued-key');
  field.value = key;
  field.focus();
  field.select();
}

element('make-key').addEventListener('submit', (event) => {
  event.preventDefault();
  const boxes = [...page.document.querySelectorAll('input[name="scope"]')];
  const scopes = boxes.filter(({ checked }) => checked).map(({ value }) => value);
  const body = { name: element('key-name').value, scopes, days: Number(element('key-days').value) };
  act('The key was made.', () => issue('/v1/keys', body)).then(() => element('make-key').reset());
});
