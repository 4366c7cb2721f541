import { describe, expect, it } from 'vitest';
import type { SeenEvidence } from '../../../core/gates/index.js';
import type { StoredAudit } from '../../audits/recorded/ports.js';
import type { Deployment } from '../../registry/index.js';
import { type AnyKind, attestedAs, type GateMoment, KINDS } from './index.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 30);
const VERSION = `sha256:${'a'.repeat(64)}`;
const POLICY = `sha256:${'b'.repeat(64)}`;
const moment: GateMoment = {
  deployment: 'credit/prod',
  subject: { version: VERSION, cutoff: 0.5, policyDigest: POLICY },
  nowMs: NOW,
};
const judge = (kind: AnyKind, demand: object, seen: unknown, at = moment): SeenEvidence =>
  kind.judge(kind.schema.parse({ id: 'x', kind: kind.kind, ...demand }), seen, at);
const why = (seen: SeenEvidence): string => (seen.status === 'met' ? 'met' : seen.why);
const untils = (seen: SeenEvidence) => (seen.status === 'met' ? seen.items.map(({ untilMs }) => untilMs) : seen.status);

const activation = (fromMs: number, version = VERSION) => ({ fromMs, version, cutoff: 0.5, policyDigest: POLICY });
const deployment: Deployment = {
  id: 'credit/prod',
  model: 'credit',
  environment: 'prod',
  activations: [activation(NOW - 40 * DAY_MS)],
};
let made = 0;
const audit = (
  days: number,
  verdict: StoredAudit['verdict'] = 'pass',
  more: Partial<StoredAudit> = {},
): StoredAudit => ({
  ...{
    id: `audit-${made++}`,
    deployment: 'credit/prod',
    madeAtMs: NOW - days * DAY_MS,
    by: 'test',
    policyDigest: POLICY,
  },
  ...{ resultDigest: 'r', verdict, sight: 'groups', size: 1, decisions: 500 },
  window: { since: new Date(NOW - (days + 1) * DAY_MS).toISOString(), until: null, knownBefore: null },
  ...more,
});

describe('an audit as evidence', () => {
  const demand = { withinDays: 30, decisions: 500 };
  const audits = (...all: StoredAudit[]) => judge(KINDS.audit, demand, { of: deployment, audits: all, isMore: false });

  it('counts for its days, the newest first, and so do older ones that passed', () => {
    expect(untils(audits(audit(1), audit(20)))).toEqual([NOW + 29 * DAY_MS, NOW + 10 * DAY_MS]);
    expect(why(audits(audit(30)))).toContain('counts for 30 days');
    expect(untils(audits(audit(29)))).toEqual([NOW + DAY_MS]);
  });

  it.each<[string, StoredAudit[], string]>([
    ['none', [], 'no audit of credit/prod by the policy'],
    ['of too few decisions', [audit(1, 'pass', { decisions: 499 })], 'counted 499 decisions'],
    ['of a number that was not kept', [audit(1, 'pass', { decisions: undefined as never })], 'was not kept'],
    ['that failed, however few it counted', [audit(1, 'fail', { decisions: 3 }), audit(2)], 'says fail'],
    ['that is inconclusive', [audit(1, 'inconclusive'), audit(2)], 'says inconclusive'],
    ['by another policy', [audit(1, 'pass', { policyDigest: VERSION })], 'no audit'],
    ['that does not say what it counted', [audit(1, 'pass', { window: undefined as never })], 'does not say'],
    ['of a time when another version served', [audit(45)], 'served'],
  ])('%s is not enough', (_what, all, message) => {
    expect(why(audits(...all))).toContain(message);
  });

  it('is not known to be missing where older ones were not looked at, and is where one failed', () => {
    const seen = (...all: StoredAudit[]) => judge(KINDS.audit, demand, { of: deployment, audits: all, isMore: true });
    expect([seen().status, seen(audit(1, 'pass', { decisions: 3 })).status]).toEqual(['unknown', 'unknown']);
    expect([seen(audit(1, 'fail')).status, seen(audit(1)).status]).toEqual(['lacking', 'met']);
  });

  it('of few decisions that only decides nothing takes nothing away from one of enough', () => {
    expect(untils(audits(audit(1, 'inconclusive', { decisions: 3 }), audit(2)))).toEqual([NOW + 28 * DAY_MS]);
  });

  it('is none where another version served meanwhile, where the registry names no policy, or where nothing is registered', () => {
    const of = { ...deployment, activations: [activation(NOW - 40 * DAY_MS, POLICY), activation(NOW - 2 * DAY_MS)] };
    const seen = { of, audits: [audit(1.5)], isMore: false };
    expect(why(judge(KINDS.audit, demand, seen))).toContain('another version served');
    const later = { ...seen, audits: [audit(0.5)] };
    expect(judge(KINDS.audit, demand, later).status).toBe('met');
    const without = { ...moment, subject: { ...moment.subject, policyDigest: null } };
    expect(why(judge(KINDS.audit, demand, later, without))).toContain('names no policy');
    expect(why(judge(KINDS.audit, { ...demand, of: 'credit/staging' }, { ...later, of: null }))).toContain(
      'credit/staging',
    );
  });
});

describe('who answers for a system', () => {
  const person = (name: string, disabledDaysAgo: number | null = null) => ({
    name,
    account: { id: name, disabledAtMs: disabledDaysAgo === null ? null : NOW - disabledDaysAgo * DAY_MS },
  });
  it.each([
    ['nobody', { owner: null, deputy: person('dan') }, 'the system has no owner'],
    [
      'a name without an account',
      { owner: { name: 'olga', account: null }, deputy: person('dan') },
      'no account is called "olga"',
    ],
    ['no deputy', { owner: person('olga'), deputy: null }, 'no deputy'],
    ['the own deputy', { owner: person('olga'), deputy: person('olga') }, 'the own deputy'],
    ['somebody who left long ago', { owner: person('olga', 14), deputy: person('dan') }, 'within 14 days'],
  ])('is not %s', (_who, seen, message) => expect(why(judge(KINDS.answering, {}, seen))).toContain(message));

  it('may leave, and is replaced within the days that the gate gives', () => {
    expect(untils(judge(KINDS.answering, {}, { owner: person('olga'), deputy: person('dan') }))).toEqual([null]);
    expect(untils(judge(KINDS.answering, {}, { owner: person('olga', 10), deputy: person('dan') }))).toEqual([
      NOW + 4 * DAY_MS,
    ]);
    expect(judge(KINDS.answering, { deputy: false }, { owner: person('olga'), deputy: null }).status).toBe('met');
  });
});

const drill = (...days: number[]): SeenEvidence => drilled(days, false);
const drilled = (days: readonly number[], isMore: boolean): SeenEvidence =>
  judge(
    KINDS.drill,
    { withinDays: 10 },
    { drills: days.map((n) => ({ id: `d${n}`, atMs: NOW - n * DAY_MS })), isMore },
  );

describe('other evidence', () => {
  it('of a drill is one that ended lately', () => {
    expect([untils(drill(1)), why(drill(10))]).toEqual([[NOW + 9 * DAY_MS], expect.stringContaining('is too old')]);
    expect(why(drill())).toContain('never practised');
    expect([drilled([], true).status, drilled([1], true).status]).toEqual(['unknown', 'met']);
  });

  it('that practising made newer leaves what was signed good: an older drill, and the plan', () => {
    const digests = (seen: SeenEvidence) => (seen.status === 'met' ? seen.items.map(({ digest }) => digest) : []);
    expect(untils(drill(1, 4, 12))).toEqual([NOW + 9 * DAY_MS, NOW + 6 * DAY_MS]);
    expect(digests(drill(1, 4))).toEqual(expect.arrayContaining(digests(drill(4))));
    const plan = (staleAtMs: number) =>
      judge(KINDS['incident-plan'], {}, { readiness: { status: 'ready', gaps: [], staleAtMs }, digest: 'p' });
    expect(digests(plan(NOW + 9))).toEqual(digests(plan(NOW + 5)));
  });

  it('of an incident plan is one that could be worked by, as long as it could', () => {
    const plan = (status: string, demand = {}) =>
      judge(KINDS['incident-plan'], demand, {
        ...{
          readiness: { status, gaps: [{ what: 'drills', why: 'nothing was ever practised' }], staleAtMs: NOW + 5 },
          digest: 'p',
        },
      });
    expect([untils(plan('ready')), untils(plan('stale', { plan: 'complete' }))]).toEqual([[NOW + 5], [null]]);
    expect(why(plan('incomplete'))).toContain('nothing was ever practised');
    expect([plan('stale').status, plan('missing').status]).toEqual(['lacking', 'lacking']);
  });

  it('of bytes are those of the version and of no other', () => {
    expect(judge(KINDS.artifact, {}, { digest: VERSION, size: 3 }).status).toBe('met');
    expect(judge(KINDS.artifact, {}, { digest: POLICY, size: 3 }).status).toBe('lacking');
    expect(judge(KINDS.artifact, {}, null).status).toBe('lacking');
  });

  it('of training says what is asked for', () => {
    const run = {
      id: 'r',
      name: 'train',
      code: { commit: 'c' },
      data: [{ digest: 'd' }],
      parameters: { random_seed: 1 },
      recordedAtMs: 1,
      by: 'x',
    };
    const says = (more: object, demand: object = { says: ['commit', 'data', 'seed'] }) =>
      why(judge(KINDS['training-record'], demand, [{ ...run, ...more }]));
    expect(says({})).toBe('met');
    expect(says({ code: null, data: [], parameters: {} })).toContain(
      'the commit of the code, the digest of every data set, a seed',
    );
    expect(says({ parameters: {} }, {})).toBe('met');
    expect(why(judge(KINDS['training-record'], {}, []))).toContain('no training run');
  });

  it('of explanations is registered and held', () => {
    const explain = { background: POLICY, reasons: VERSION };
    const seen = (held: string[], of: object | null = explain) =>
      why(judge(KINDS.explanation, {}, { explain: of, held }));
    expect([seen([POLICY, VERSION]), seen([POLICY]), seen([], null)]).toEqual([
      'met',
      expect.stringContaining('is not held'),
      'no background is registered; no reasons is registered',
    ]);
  });

  it('of people who review holds until too few of them are trained', () => {
    const readers = (...days: (number | null)[]) =>
      judge(
        KINDS['human-review'],
        { readers: 2, trainedWithinDays: 100 },
        days.map((one) => ({ trainedAtMs: one === null ? null : NOW - one * DAY_MS })),
      );
    expect(untils(readers(10, 20, 30))).toEqual([NOW + 80 * DAY_MS]);
    expect([readers(10, 100).status, readers(10, null).status]).toEqual(['lacking', 'lacking']);
    expect(untils(judge(KINDS['human-review'], { readers: 1 }, [{ trainedAtMs: null }]))).toEqual([null]);
  });

  it('that somebody says is about this version, in this role, and no older', () => {
    const said = (more: object) => ({
      type: 'attestation',
      requirement: 'x',
      version: VERSION,
      role: 'legal',
      digest: POLICY,
      atMs: NOW - DAY_MS,
      ...more,
    });
    const demand = { what: 'attacked', by: 'legal', withinDays: 2 };
    const of = (more: object) => judge(KINDS.attestation, demand, [said(more)]);
    expect(untils(of({}))).toEqual([NOW + DAY_MS]);
    // Under the same name the gate may ask for something else by now; what was said before this was kept counts as it did.
    const gate = (asks: string) => ({ gate: { revision: 1, digest: POLICY, asks } });
    expect(untils(of(gate(attestedAs(demand))))).toEqual([NOW + DAY_MS]);
    expect(why(of(gate(attestedAs({ ...demand, what: 'looked at' }))))).toContain('nobody has said');
    for (const more of [{ version: POLICY }, { role: 'validator' }, { requirement: 'y' }])
      expect(why(of(more))).toContain('nobody has said');
    expect(why(of({ atMs: NOW - 2 * DAY_MS }))).toContain('older than 2 days');
  });
});
