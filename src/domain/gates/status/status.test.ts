import { expect, it } from 'vitest';
import type { GateVerdict } from '../../../core/gates/index.js';
import { personsBy } from '../../identity/index.js';
import type { Account } from '../../identity/ports.js';
import { changesOf, signerOf } from '../judging/index.js';
import type { KeptSignOff, Opening } from '../model/index.js';
import { digestOfGate, wantedGate } from '../wanted/index.js';
import { demandSigner, type GateStatus, type JudgedVersion, knownOpenings, signersFor } from './index.js';

const DAY_MS = 86_400_000;
const NOW = 1000 * DAY_MS;
const SERVES = { version: 'a', cutoff: null, policyDigest: null };
const TRIED = { ...SERVES, version: 'b' };
const opening = (id: string, more: Partial<Opening>): Opening => ({
  ...{ id, deployment: 'd', subject: SERVES, fromMs: NOW - DAY_MS, untilMs: NOW + DAY_MS, set: 's', evidence: {} },
  ...{ signOffs: [], closed: null },
  ...more,
});
const closedVerdict: GateVerdict = {
  ...{ untilMs: null, stoodOn: null, signOffs: [], toSign: null, newest: null, missing: [] },
  state: 'closed',
};

it('an open time is closed however many newer ones of another version there are, and so is one that lingers beside it', async () => {
  const flaps = Array.from({ length: 60 }, (_, n) =>
    opening(`b${n}`, { subject: TRIED, untilMs: NOW - 1, closed: { atMs: NOW - 1, because: '' } }),
  );
  const all = [opening('a1', {}), opening('a2', {}), ...flaps];
  const store = {
    history: async (_: string, limit: number) => all.toReversed().slice(0, limit),
    openings: async (afterMs: number) => all.filter(({ untilMs }) => untilMs > afterMs),
  };
  const known = await knownOpenings(store, 'd', NOW);
  expect([known.length, known.at(-1)?.id]).toEqual([62, 'a1']);
  const judged = [{ subject: SERVES, verdict: closedVerdict }];
  const changes = changesOf({ deployment: 'd', known, judged, nowMs: NOW, newId: () => 'new' });
  expect(changes.map(({ kind, opening: of }) => [kind, of.id, of.untilMs])).toEqual([
    ['closed', 'a1', NOW],
    ['closed', 'a2', NOW],
  ]);
});

it('is renewed where it stands on another signature, though its evidence and its end are the same', () => {
  const kept: KeptSignOff = {
    ...{ type: 'sign-off', id: 's2', deployment: 'd', version: 'a', role: 'legal', account: 'lee', statement: '' },
    ...{ set: 's', evidence: {}, atMs: NOW, withdrawn: null },
  };
  const verdict: GateVerdict = {
    ...{ ...closedVerdict, state: 'open', untilMs: NOW + DAY_MS },
    stoodOn: { digest: 's', items: [], untilMs: NOW + DAY_MS },
    signOffs: [{ ...kept, signer: signerOf(null, { owner: '', deputy: null, builders: null, personOf: String }) }],
  };
  const renewed = (signOffs: string[]) =>
    changesOf({
      ...{ deployment: 'd', known: [opening('a', { signOffs })], judged: [{ subject: SERVES, verdict }] },
      ...{ nowMs: NOW, newId: () => 'new' },
    }).map(({ kind, opening: { id, signOffs: of } }) => [kind, id, of]);
  expect([renewed(['s1']), renewed(['s2'])]).toEqual([[['renewed', 'a', ['s2']]], []]);
});

it('names as next to sign whoever signed so long ago that it counts no longer', () => {
  const wanted = wantedGate.parse({
    ...{ deployment: 'd', mode: 'enforce', holdsDays: 10 },
    requires: [{ id: 'model', kind: 'artifact' }],
    approvers: [{ role: 'legal' }],
  });
  const lee: Account = {
    ...{ id: 'lee', name: 'lee', passwordHash: null, roles: ['legal'], createdAtMs: 0, disabledAtMs: null },
  };
  const signed = (daysAgo: number): KeptSignOff => ({
    ...{ type: 'sign-off', id: 's', deployment: 'd', version: 'a', role: 'legal', account: 'lee', statement: '' },
    ...{ set: 'set', evidence: {}, atMs: NOW - daysAgo * DAY_MS, withdrawn: null },
  });
  const one: JudgedVersion = {
    ...{ subject: SERVES, as: 'serving', requirements: [] },
    standing: { owner: '', deputy: null, builders: null, personOf: personsBy([]) },
    verdict: { ...closedVerdict, toSign: { digest: 'set', items: [], untilMs: Number.POSITIVE_INFINITY } },
  };
  const status = (daysAgo: number): GateStatus => ({
    gate: { ...wanted, revision: 1, digest: digestOfGate(wanted), atMs: 0, by: [], modeSinceMs: 0 },
    ...{ judged: [one], facts: [signed(daysAgo)], openings: [], accounts: new Map([['lee', lee]]), nowMs: NOW },
  });
  expect([signersFor(status(9), one, 'legal'), signersFor(status(10), one, 'legal')]).toEqual([[], ['lee']]);
});

it('an owner who alone built the version signs for nothing as a validator, and somebody else is named where there is somebody', () => {
  const wanted = wantedGate.parse({
    ...{ deployment: 'd', mode: 'enforce', requires: [{ id: 'model', kind: 'artifact' }] },
    approvers: [{ role: 'validator' }, { role: 'owner' }],
  });
  const person = (name: string, ...roles: Account['roles']): Account => ({
    ...{ id: name, name, passwordHash: null, roles, createdAtMs: 0, disabledAtMs: null },
  });
  const [olga, second] = [person('olga', 'owner', 'developer', 'validator'), person('olga2', 'validator')];
  const set = { digest: 'set', items: [], untilMs: Number.POSITIVE_INFINITY };
  // Both accounts are hers, as somebody said.
  const personOf = personsBy([['olga', 'olga2']]);
  const one: JudgedVersion = {
    ...{ subject: SERVES, as: 'serving', requirements: [] },
    standing: { owner: 'olga', deputy: null, builders: new Set([personOf('olga')]), personOf },
    verdict: { ...closedVerdict, toSign: set },
  };
  const status = (...accounts: Account[]): GateStatus => ({
    gate: { ...wanted, revision: 1, digest: digestOfGate(wanted), atMs: 0, by: [], modeSinceMs: 0 },
    ...{ judged: [one], facts: [], openings: [], nowMs: NOW },
    accounts: new Map(accounts.map((account) => [account.id, account])),
  });
  const alone = status(olga, second);
  expect([signersFor(alone, one, 'validator'), signersFor(alone, one, 'owner')]).toEqual([[], ['olga', 'olga2']]);
  for (const account of ['olga', 'olga2'])
    expect(() => demandSigner(alone, one, { role: 'validator', set, account })).toThrow(
      expect.objectContaining({
        code: 'FORBIDDEN',
        message: 'you do not sign as validator here: who built or registered the version does not sign here',
        remedy: 'Another person has to sign.',
      }),
    );
  expect(signersFor(status(olga, second, person('val', 'validator')), one, 'validator')).toEqual(['val']);
});
