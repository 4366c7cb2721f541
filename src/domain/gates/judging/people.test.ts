import { expect, it } from 'vitest';
import { personsBy } from '../../identity/index.js';
import type { Account } from '../../identity/ports.js';
import { signerOf, standingOf } from './index.js';

const account = (name: string, roles: Account['roles'] = []): Account => ({
  ...{ id: `id-${name}`, name, passwordHash: null, roles, createdAtMs: 0, disabledAtMs: null },
});
const accounts = [account('bea'), account('olga'), account('ann')];
const keys = new Map([
  ['k1', { createdBy: 'account:id-bea', replaces: null }],
  ['k2', { createdBy: 'local', replaces: 'k1' }],
]);
const identity = {
  account: async (id: string) => accounts.find((one) => one.id === id) ?? null,
  key: async (id: string) => (keys.get(id) ?? null) as never,
};
const system = {
  id: 's',
  purpose: '',
  domain: '',
  jurisdictions: [],
  favourableOutcome: 1,
  owner: 'Olga',
  deputy: 'dan',
} as const;
const version = (more: object) => ({ model: 'm', digest: 'd', label: 'l', ...more });
const standing = (more: object, same: string[][] = []) =>
  standingOf(identity, { version: version(more), system, personOf: personsBy(same) });

it('one person is known under names that differ by case, form, tag, or that somebody says are theirs', () => {
  const of = personsBy([
    ['ann', 'ann.smith'],
    ['ann.smith', 'a.smith'],
  ]);
  expect(new Set(['ann', 'ANN', 'ann.smith', 'a.smith'].map(of)).size).toBe(1);
  const joined = personsBy([
    ['ann', 'ann.smith'],
    ['a.smith', 'smith'],
    ['ann.smith', 'a.smith'],
  ]);
  expect(new Set(['ann', 'ann.smith', 'a.smith', 'smith'].map(joined)).size).toBe(1);
  expect(of('ann+audit@bank.example')).toBe(of('Ann@bank.example'));
  expect(of('bob+x')).not.toBe(of('bob'));
  expect(of('ａｎｎ')).toBe(of('ann'));
});

it('who built a version is whoever is named, and whoever registered it, also behind a key', async () => {
  const isBuilder = async (name: string, more: object, same: string[][] = []) =>
    signerOf(account(name), await standing(more, same)).isBuilder;
  expect(await isBuilder('ann', {})).toBeNull();
  expect(await isBuilder('ann', { registeredBy: 'key:local' })).toBeNull();
  expect(await isBuilder('ann', { builtBy: ['Ann'] })).toBe(true);
  expect(await isBuilder('ann', { builtBy: ['bea'] })).toBe(false);
  expect(await isBuilder('bea', { builtBy: ['ann'], registeredBy: 'account:id-bea' })).toBe(true);
  expect(await isBuilder('bea', { registeredBy: 'key:k2' })).toBe(true);
  expect(await isBuilder('b2', { builtBy: ['bea'] }, [['bea', 'b2']])).toBe(true);
});

it('owner and deputy are those of the registry; an account that is gone is nobody', async () => {
  const on = await standing({});
  expect([signerOf(account('olga'), on).isOwner, signerOf(account('dan'), on).isDeputy]).toEqual([true, true]);
  expect([signerOf(account('dan'), on).isOwner, signerOf(null, on).isActive]).toEqual([false, false]);
  const nobody = await standingOf(identity, {
    version: null,
    system: { ...system, owner: '', deputy: '' },
    personOf: personsBy([]),
  });
  expect([signerOf(account(''), nobody).isOwner, signerOf(account(''), nobody).isDeputy]).toEqual([false, false]);
});
