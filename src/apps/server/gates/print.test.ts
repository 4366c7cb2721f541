import { expect, it } from 'vitest';
import type { GateVerdict } from '../../../core/gates/index.js';
import type { GateStatus, JudgedVersion } from '../../../domain/gates/index.js';
import type { GateFact, Waiver } from '../../../domain/gates/model/index.js';
import { digestOfGate, wantedGate } from '../../../domain/gates/wanted/index.js';
import { personsBy } from '../../../domain/identity/index.js';
import type { Account } from '../../../domain/identity/ports.js';
import { printGate } from './print.js';

const NOW = Date.UTC(2026, 10, 30);
const wanted = wantedGate.parse({
  ...{ deployment: 'd', mode: 'enforce', requires: [{ id: 'drill', kind: 'drill', withinDays: 30 }] },
  approvers: [{ role: 'validator' }, { role: 'owner' }],
});
const unsigned = { evidence: 'nobody has signed', sinceMs: null, isUnknown: false };
const verdict: GateVerdict = {
  ...{ state: 'closed', untilMs: null, stoodOn: null, signOffs: [], newest: null },
  toSign: { digest: 'set', items: [], untilMs: Number.POSITIVE_INFINITY },
  missing: ['validator', 'owner'].map((role) => ({ ...unsigned, requirement: `sign-off ${role}`, who: [role] })),
};
const one: JudgedVersion = {
  ...{ subject: { version: 'a', cutoff: null, policyDigest: null }, as: 'serving', requirements: [], verdict },
  standing: { owner: 'olga', deputy: null, builders: new Set(['olga']), personOf: personsBy([]) },
};
const person = (name: string, ...roles: Account['roles']): Account => ({
  ...{ id: name, name, passwordHash: null, roles, createdAtMs: 0, disabledAtMs: null },
});
const printed = (accounts: readonly Account[], facts: readonly GateFact[] = []) => {
  const status: GateStatus = {
    gate: { ...wanted, revision: 1, digest: digestOfGate(wanted), atMs: 0, by: [], modeSinceMs: 0 },
    ...{ judged: [one], facts, openings: [], nowMs: NOW },
    accounts: new Map(accounts.map((account) => [account.id, account])),
  };
  return printGate(status, undefined, { waiting: [], counts: [] });
};

it('a gate says whose signature is missing by name, and that there is nobody where the owner is the only one who built it', () => {
  const olga = person('olga', 'owner', 'developer', 'validator');
  const whose = (...accounts: Account[]) => printed(accounts).missing.map(({ who }) => who);
  expect(whose(olga)).toEqual([
    ['validator', 'nobody who may'],
    ['owner', 'olga'],
  ]);
  expect(whose(olga, person('val', 'validator'))[0]).toEqual(['validator', 'val']);
});

it('a waiver that ended a second ago, or at this moment, is told as one that holds no longer', () => {
  const waiver = (untilMs: number): Waiver => ({
    ...{ type: 'waiver', id: `until ${untilMs}`, deployment: 'd', version: 'a', requirement: 'drill', reason: 'later' },
    ...{ atMs: NOW - 5000, untilMs, by: [], ended: null },
  });
  const { waivers } = printed([], [waiver(NOW + 1), waiver(NOW), waiver(NOW - 1000)]);
  expect(waivers.map(({ holds }) => holds)).toEqual([true, false, false]);
});
