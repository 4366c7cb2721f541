import { expect, it } from 'vitest';
import type { ParsedArguments } from '../../frame/spec.js';
import { setToSign } from './gate-sign.js';
import { exitOf, gateLines, type ListedGate } from './printed-gate.js';

const set = (digest: string) => ({ digest, items: [{ requirement: 'plan', what: 'it', digest, until: null }] });
const gate: ListedGate = {
  ...{ deployment: 'credit/prod', open: false, state: 'closed', mode: 'enforce', until: null, version: 'sha256:1' },
  ...{ as: 'serving', cutoff: 0.5, missing: [], stoodOn: [], toSign: null, newest: null },
  ...{ waivers: [], signatures: [], others: [], waiting: [], records: {} },
};

it('says what is missing and what is not known apart, whose turn it is, and no waiver that is over', () => {
  const missing = [
    { requirement: 'drill', evidence: 'is too old', who: ['owner', 'legal'], since: null, unknown: false },
    { requirement: 'origin', evidence: 'this version knows no evidence "x"', who: [], since: null, unknown: true },
    {
      requirement: 'sign-off validator',
      evidence: 'nobody has',
      who: ['validator', 'val'],
      since: 'T',
      unknown: false,
    },
  ];
  const waiver = { requirement: 'drill', until: '2026-01-01T00:00:00.000Z', reason: 'later', holds: false };
  expect(gateLines({ ...gate, missing, waivers: [waiver, { ...waiver, requirement: 'plan', holds: true }] })).toEqual([
    'credit/prod: closed, enforced: decisions that do not pass are refused',
    '  version  sha256:1 (it serves), cutoff 0.5',
    '  missing  drill: is too old; turn of owner or legal',
    '  not known  origin: this version knows no evidence "x"',
    '  missing  sign-off validator: nobody has (since T); turn of validator (val)',
    '  waived  plan until 2026-01-01T00:00:00.000Z: later',
  ]);
  expect(['open', 'closed', 'undecided'].map((state) => exitOf({ state } as ListedGate))).toEqual([0, 1, 3]);
});

it('signs the set that it shows: the one that is named, the newest, or what others signed, and refuses any other', () => {
  const wanted = (options: ParsedArguments['options'], of = { toSign: set('a'), newest: set('b'), missing: [] }) =>
    setToSign(of, { positionals: ['credit/prod'], options }).digest;
  expect([wanted({}), wanted({ newest: true }), wanted({ evidence: 'b' }), wanted({ evidence: 'a' })]).toEqual([
    ...['a', 'b', 'b', 'a'],
  ]);
  expect(() => wanted({ evidence: 'c' })).toThrow('not what the gate would stand on now');
  expect(() => wanted({ evidence: 'b', newest: true })).toThrow('exclude each other');
  expect(() => setToSign(gate, { positionals: [], options: {} })).toThrow('there is no whole evidence to sign');
});
