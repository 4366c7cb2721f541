import { describe, expect, it } from 'vitest';
import {
  type Approver,
  assignSignOffs,
  barOf,
  checkGate,
  coversPlace,
  digestOfSet,
  type EvidenceItem,
  type GateInput,
  refusalOf,
  type SeenRequirement,
  type Signer,
  type SignOff,
} from './index.js';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const VERSION = `sha256:${'a'.repeat(64)}`;
const subject = { version: VERSION, cutoff: 0.5, policyDigest: null };
const GATE = 'sha256:gate';

const item = (digest: string, untilMs: number | null = null): EvidenceItem => ({
  digest,
  kind: 'audit',
  what: digest,
  untilMs,
});
const met = (id: string, ...items: EvidenceItem[]): SeenRequirement => ({
  ...{ id, kind: 'audit', who: ['auditor'] },
  seen: { status: 'met', items: items as [EvidenceItem] },
});
const signer = (person: string, ...roles: string[]): Signer => ({
  ...{
    person,
    roles,
    isActive: true,
    isOwner: person === 'olga',
    isDeputy: person === 'dan',
    isBuilder: person === 'bea',
  },
});
const setOf = (evidence: Record<string, string>, on = {}) =>
  digestOfSet({ gate: GATE, deployment: 'd', subject, evidence, ...on });
let made = 0;
const signed = (
  by: Signer,
  role: SignOff['role'],
  evidence: Record<string, string>,
  { atMs = NOW - 1, set = setOf(evidence) } = {},
): SignOff => ({ id: `s${made++}`, role, evidence, set, atMs, signer: by });

const APPROVERS: readonly Approver[] = [
  { role: 'validator', not: [] },
  { role: 'owner', not: [] },
];
const check = (requirements: readonly SeenRequirement[], signOffs: readonly SignOff[], more: Partial<GateInput> = {}) =>
  checkGate({
    ...{
      gate: GATE,
      deployment: 'd',
      subject,
      requirements,
      approvers: APPROVERS,
      holdsMs: 90 * DAY_MS,
      signOffs,
      nowMs: NOW,
    },
    ...more,
  });
const val = signer('val', 'validator');
const olga = signer('olga', 'owner');
const both = (evidence: Record<string, string>, options = {}): SignOff[] => [
  signed(val, 'validator', evidence, options),
  signed(olga, 'owner', evidence, options),
];

describe('a gate', () => {
  it('is open while all evidence is good and every approver signed exactly that, until the first of it is too old', () => {
    const found = check([met('a', item('x', NOW + 5)), met('b', item('y'))], both({ a: 'x', b: 'y' }));
    expect([found.state, found.untilMs, found.missing]).toEqual(['open', NOW + 5, []]);
    expect(found.stoodOn?.items.map(({ digest }) => digest)).toEqual(['x', 'y']);
    const unending = check([met('b', item('y'))], both({ b: 'y' }));
    expect(unending.untilMs).toBe(NOW - 1 + 90 * DAY_MS);
  });

  it('is closed with whose turn it is while a signature is missing, and undecided while something is only not known', () => {
    const one = check([met('b', item('y'))], [signed(val, 'validator', { b: 'y' })]);
    expect([one.state, one.missing.map(({ requirement, who }) => [requirement, who])]).toEqual([
      'closed',
      [['sign-off owner', ['owner']]],
    ]);
    const unknown: SeenRequirement = { ...met('b'), seen: { status: 'unknown', why: 'a row is not ours' } };
    const lacking: SeenRequirement = { ...met('c'), seen: { status: 'lacking', why: 'none' } };
    expect([check([unknown], []).state, check([unknown, lacking], []).state]).toEqual(['undecided', 'closed']);
  });

  it('counts no signature under other evidence, another gate, deployment, version, cutoff or policy', () => {
    const evidence = { b: 'y' };
    const foreign = [
      setOf({ b: 'z' }),
      setOf(evidence, { gate: 'sha256:other' }),
      setOf(evidence, { deployment: 'e' }),
      setOf(evidence, { subject: { ...subject, version: 'sha256:other' } }),
      setOf(evidence, { subject: { ...subject, cutoff: 0.4 } }),
      setOf(evidence, { subject: { ...subject, policyDigest: 'sha256:p' } }),
    ];
    for (const set of foreign) expect(check([met('b', item('y'))], both(evidence, { set })).state).toBe('closed');
    expect(check([met('b', item('z'))], both(evidence)).state).toBe('closed');
    expect(check([met('b', item('y')), met('c', item('w'))], both(evidence)).state).toBe('closed');
  });

  it('stands on what was signed while that is good, though newer evidence came, and names the newer', () => {
    const requirements = [met('a', item('new', NOW + 20), item('old', NOW + 10))];
    const found = check(requirements, both({ a: 'old' }));
    expect([found.state, found.untilMs, found.stoodOn?.items[0]?.digest]).toEqual(['open', NOW + 10, 'old']);
    const signing = check(requirements, [...both({ a: 'old' }), signed(val, 'validator', { a: 'new' })]);
    expect([signing.state, signing.untilMs, signing.toSign?.items[0]?.digest]).toEqual(['open', NOW + 10, 'new']);
    const renewed = check(requirements, [...both({ a: 'old' }), ...both({ a: 'new' })]);
    expect([renewed.untilMs, renewed.stoodOn?.items[0]?.digest]).toEqual([NOW + 20, 'new']);
  });

  it('closes at the moment at which a piece is too old or a signature has held its time, and not before', () => {
    const requirements = [met('a', item('x', NOW + 1))];
    expect(check(requirements, both({ a: 'x' })).state).toBe('open');
    expect(check(requirements, both({ a: 'x' }), { nowMs: NOW + 1 })).toMatchObject({
      ...{ state: 'closed', missing: [{ requirement: 'a', sinceMs: NOW + 1 }] },
    });
    const ends = NOW - 1 + 90 * DAY_MS;
    expect(check([met('b', item('y'))], both({ b: 'y' }), { nowMs: ends - 1 }).state).toBe('open');
    expect(check([met('b', item('y'))], both({ b: 'y' }), { nowMs: ends }).state).toBe('closed');
    // A clock that was set back knows no signature of the future.
    expect(check([met('b', item('y'))], both({ b: 'y' }), { nowMs: NOW - 2 }).state).toBe('closed');
  });
});

describe('who signs', () => {
  it.each<[string, Approver, Signer, string | null]>([
    ['a validator', { role: 'validator', not: [] }, val, null],
    ['a validator who built it', { role: 'validator', not: [] }, signer('bea', 'validator'), 'who built'],
    [
      'a validator where nobody knows who built it',
      { role: 'validator', not: [] },
      { ...val, isBuilder: null },
      'not known',
    ],
    ['an administrator', { role: 'validator', not: [] }, signer('val', 'validator', 'admin'), 'administrator'],
    ['somebody without the role', { role: 'legal', not: [] }, val, 'has not the role legal'],
    ['an account that is not in use', { role: 'validator', not: [] }, { ...val, isActive: false }, 'not in use'],
    ['the owner', { role: 'owner', not: [] }, olga, null],
    ['the deputy', { role: 'owner', not: [] }, signer('dan', 'owner'), null],
    ['another owner', { role: 'owner', not: [] }, signer('otto', 'owner'), 'another owner'],
    [
      'the owner who built it, where builders are barred',
      { role: 'owner', not: ['builder'] },
      { ...olga, isBuilder: true },
      'who built',
    ],
    [
      'the owner as a validator, where owners are barred',
      { role: 'validator', not: ['owner'] },
      { ...olga, roles: ['validator'] },
      'the owner',
    ],
  ])('%s', (_who, approver, by, why) => {
    const bar = barOf(approver, by);
    if (why === null) expect(bar).toBeNull();
    else expect(bar).toContain(why);
  });

  it('is another person each, however many accounts one has, and as many are satisfied as can be', () => {
    const evidence = { b: 'y' };
    const twoOf = (person: string) => [
      signed(signer(person, 'validator', 'legal'), 'validator', evidence),
      signed(signer(person, 'validator', 'legal'), 'legal', evidence),
    ];
    const approvers: Approver[] = [
      { role: 'validator', not: [] },
      { role: 'legal', not: [] },
    ];
    expect(assignSignOffs(approvers, twoOf('ann')).filter((one) => one !== null)).toHaveLength(1);
    const three = [...twoOf('ann'), signed(signer('bob', 'legal'), 'legal', evidence)];
    expect(assignSignOffs(approvers, three).map((one) => one?.signer.person)).toEqual(['ann', 'bob']);
    // Ann comes first for both, and makes room for Bob where only one of them can.
    const backwards = [signed(signer('ann', 'legal', 'validator'), 'legal', evidence), ...three];
    expect(assignSignOffs(approvers.toReversed(), backwards).every((one) => one !== null)).toBe(true);
  });

  it('is not the owner alone who also is the only builder', () => {
    const only = { ...olga, isBuilder: true, roles: ['owner', 'validator'] };
    const all = [signed(only, 'validator', { b: 'y' }), signed(only, 'owner', { b: 'y' })];
    expect(check([met('b', item('y'))], all).missing.map(({ requirement }) => requirement)).toEqual([
      'sign-off validator',
    ]);
  });
});

describe('a decision', () => {
  const rule = { sinceMs: 0, lateMs: 10 };
  const spans = [
    { fromMs: 100, untilMs: 200 },
    { fromMs: 300, untilMs: 400 },
  ];
  it.each([
    ['of an open time passes', 350, 350, null],
    ['of its first moment passes', 300, 300, null],
    ['of its end does not', 400, 400, 'closed'],
    ['of the time between does not, however it is now', 250, 350, 'closed'],
    ['of an earlier open time passes while it is open again', 150, 350, null],
    ['of an open time passes soon after the end', 395, 405, null],
    ['of an open time does not pass long after it', 395, 406, 'late'],
    ['of the future passes where it will still be open', 399, 398, null],
    ['of the future does not where it will not', 401, 398, 'closed'],
  ] as const)('%s', (_what, decidedAtMs, nowMs, expected) => {
    expect(refusalOf(rule, spans, { decidedAtMs, nowMs })).toBe(expected);
  });

  it('from before the mode began is held against nothing, as long as it is not late', () => {
    expect(refusalOf({ sinceMs: 50, lateMs: 10 }, [], { decidedAtMs: 49, nowMs: 59 })).toBeNull();
    expect(refusalOf({ sinceMs: 50, lateMs: 10 }, [], { decidedAtMs: 49, nowMs: 60 })).toBe('late');
    expect(refusalOf({ sinceMs: 50, lateMs: 10 }, [], { decidedAtMs: 50, nowMs: 51 })).toBe('closed');
  });

  it('is held against a gate that closed, or began, while a clock ran ahead that was set back', () => {
    const at = { decidedAtMs: 15, nowMs: 15 };
    expect(refusalOf({ sinceMs: 0, lateMs: 10 }, [{ fromMs: 10, untilMs: 20 }], at)).toBeNull();
    expect(refusalOf({ sinceMs: 0, lateMs: 10 }, [{ fromMs: 10, untilMs: 20, isClosed: true }], at)).toBe('closed');
    expect(refusalOf({ sinceMs: 20, lateMs: 10 }, [], at)).toBe('closed');
    // A decision of the time in which it was open still comes late.
    const late = { decidedAtMs: 15, nowMs: 21 };
    expect(refusalOf({ sinceMs: 0, lateMs: 10 }, [{ fromMs: 10, untilMs: 20, isClosed: true }], late)).toBeNull();
  });

  it('is of a place that is named, or of a part of it; one without a place is of none', () => {
    const covered = ['US', 'US-FL', 'USA', 'EU', null].map((place) => coversPlace(['US'], place));
    expect(covered).toEqual([true, true, false, false, false]);
    expect([coversPlace(null, null), coversPlace(['US-FL'], 'US')]).toEqual([true, false]);
  });
});
