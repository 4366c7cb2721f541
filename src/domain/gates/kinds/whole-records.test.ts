import { describe, expect, it } from 'vitest';
import type { SeenEvidence } from '../../../core/gates/index.js';
import type { ControlPack, SystemFacts, WaiverFact } from '../../controls/index.js';
import { type AnyKind, type GateMoment, KINDS, type SeenDocument } from './index.js';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const VERSION = `sha256:${'a'.repeat(64)}`;
const moment: GateMoment = {
  deployment: 'credit/prod',
  subject: { version: VERSION, cutoff: 0.5, policyDigest: null },
  nowMs: NOW,
};
const judge = (kind: AnyKind, demand: object, seen: unknown, nowMs = NOW): SeenEvidence =>
  kind.judge(kind.schema.parse({ id: 'x', kind: kind.kind, ...demand }), seen, { ...moment, nowMs });
const why = (seen: SeenEvidence): string => (seen.status === 'met' ? 'met' : `${seen.status}: ${seen.why}`);
const itemOf = (seen: SeenEvidence) => {
  if (seen.status !== 'met') throw new Error(why(seen));
  return seen.items[0];
};

const plain = { role: 'provider', duty: 'd', evidence: 'e', repealedAt: null, deadline: null, source: 's' };
const always = {
  periods: [{ from: null, if: [] }],
  when: { domains: [], all: [], any: [] },
  basis: 'primary',
} as const;
const pack: ControlPack = {
  ...{ framework: 'house', name: 'House', kind: 'voluntary', version: '1', date: '2026-11-30', origin: 'board' },
  jurisdictions: ['EU'],
  controls: [
    { id: 'H-1', provision: '1', ...plain, ...always, checks: [{ is: 'drilled', days: 10 }] },
    { id: 'H-2', provision: '2', ...plain, ...always, checks: [{ is: 'stated', asks: 'Is it so?', who: 'legal' }] },
    {
      ...{ id: 'H-3', provision: '3', ...plain, ...always, checks: [{ is: 'ledger-intact' }] },
      periods: [{ from: '2026-12-05', if: [] }],
    },
  ],
};
const facts = (more: Partial<SystemFacts> = {}, waivers: readonly WaiverFact[] = []): SystemFacts => ({
  system: { id: 'credit', purpose: 'loans', domain: 'credit', jurisdictions: ['EU'], owner: 'olga' },
  deployments: [
    {
      ...{ id: 'credit/prod', version: VERSION, servesSinceMs: 0, policy: null, audits: [], watched: null, kept: null },
      explains: { reasons: false, changes: false, adverse: false },
      waivers,
    },
  ],
  ...{ accounts: [], answers: {}, lastDrillMs: NOW - DAY_MS, clocks: [], entries: [], records: [], statements: [] },
  vendors: [],
  plan: { status: 'missing', gaps: [], revision: null, digest: null, atMs: null },
  ledger: { size: 5, root: 'r', fault: null, cosigned: null },
  ...more,
});
const waiver = (control: string, untilMs: number): WaiverFact => ({
  ...{ control, id: `w-${control}`, reason: 'The drill is on Monday.', by: ['account:a', 'account:b'] },
  ...{ atMs: NOW - DAY_MS, untilMs },
});
const controls = (demand: object, of: SystemFacts | null, nowMs = NOW, packs = [pack]): SeenEvidence =>
  judge(KINDS.control, demand, { facts: of, packs }, nowMs);

describe('controls as evidence', () => {
  const [first, second, third] = [{ controls: ['H-1'] }, { controls: ['H-2'] }, { controls: ['H-3'] }];

  it('count while records are evidence for each, to the millisecond', () => {
    const end = NOW + 9 * DAY_MS + 1;
    const found = itemOf(controls(first, facts()));
    expect([found.untilMs, found.what]).toEqual([end, 'controls: 1 met']);
    expect(why(controls(first, facts(), end - 1))).toBe('met');
    expect(why(controls(first, facts(), end))).toContain('lacking: H-1 (gap: the last drill ended');
  });

  it('that are waived stand on the waiver until its last millisecond, and on the records no longer', () => {
    const old = { lastDrillMs: NOW - 20 * DAY_MS };
    const until = NOW + 3600_000;
    const found = itemOf(controls(first, facts(old, [waiver('H-1', until)])));
    expect(found).toMatchObject({ untilMs: until, what: expect.stringContaining('H-1 waived until') });
    // One that ended a second ago leaves the gap.
    expect(why(controls(first, facts(old, [waiver('H-1', NOW - 1000)])))).toContain('lacking: H-1 (gap');
    expect(why(controls(first, facts(old, [waiver('H-2', until)])))).toContain('lacking: H-1 (gap');
    expect(why(controls(first, facts(old, [waiver('H-1', until)]), until))).toContain('lacking');
    // It is other evidence than records that meet the control, and another waiver is another one again.
    const digests = [facts(), facts(old, [waiver('H-1', until)]), facts(old, [waiver('H-1', until + 1)])].map(
      (of) => itemOf(controls(first, of)).digest,
    );
    expect(new Set(digests).size).toBe(3);
  });

  it('that only a person says are kept count where the gate says so, and an open one is not known either way', () => {
    expect(why(controls(second, facts()))).toContain('unknown: H-2 (undecided');
    const statement = {
      control: 'H-2',
      id: 's',
      digest: 'd',
      says: 'yes',
      by: 'account:a',
      atMs: NOW - 1,
      untilMs: NOW + 5,
    };
    const said = facts({ statements: [statement] });
    expect(why(controls(second, said))).toContain('unknown: H-2 (stated');
    expect(itemOf(controls({ ...second, stated: true }, said)).untilMs).toBe(NOW + 5);
  });

  it('that begin later count until they begin, and the signature goes on where they are kept by then', () => {
    const fault = facts({ ledger: { size: 5, root: 'r', fault: 'broken', cosigned: null } });
    expect(itemOf(controls(third, fault)).untilMs).toBe(Date.UTC(2026, 11, 5));
    const before = itemOf(controls(third, facts()));
    const after = itemOf(controls(third, facts(), Date.UTC(2026, 11, 6)));
    expect([before.untilMs, before.digest]).toEqual([null, after.digest]);
  });

  it('are all of a framework or a place, and a newer record takes nothing away, but a weaker check does', () => {
    const whole = { framework: 'house', stated: true };
    const statements = [
      { control: 'H-2', id: 's', digest: 'd', says: 'y', by: 'a', atMs: NOW - 1, untilMs: NOW + DAY_MS },
    ];
    const found = itemOf(controls(whole, facts({ statements })));
    expect(found.what).toBe('controls: 1 met, 1 stated, 1 not yet in force');
    expect(itemOf(controls({ place: 'EU', stated: true }, facts({ statements, lastDrillMs: NOW - 1 }))).digest).toBe(
      found.digest,
    );
    expect(why(controls({ place: 'GB' }, facts()))).toContain('no pack has a control of GB');
    const [one, ...others] = pack.controls;
    const weak = { ...pack, controls: [{ ...one!, checks: [{ is: 'drilled', days: 1000 } as const] }, ...others] };
    expect(itemOf(controls(whole, facts({ statements }), NOW, [weak])).digest).not.toBe(found.digest);
  });

  it('are not known where the name, the system or the demand is missing', () => {
    expect(why(controls({ controls: ['H-9'] }, facts()))).toContain('unknown: no pack has the control H-9');
    expect(why(controls(first, null))).toContain('of no system');
    expect(why(controls({}, facts()))).toContain('names no control');
  });
});

describe('documents as evidence', () => {
  const one = (more: Partial<SeenDocument> = {}): SeenDocument => ({
    ...{ kind: 'model-card', missing: [], stale: [], notMade: null, said: { purpose: 'sha256:1' } },
    ...more,
  });
  const seen = (...documents: SeenDocument[]): SeenEvidence =>
    judge(KINDS.documents, { documents: ['model-card'] }, { documents, asOf: 12 });

  it('are complete and up to date at a place of the log, and what people say in them is what is signed', () => {
    const found = itemOf(seen(one()));
    expect([found.untilMs, found.what]).toEqual([null, 'complete and up to date, as of entry 12: model-card']);
    expect(itemOf(seen(one({ said: { purpose: 'sha256:2' } }))).digest).not.toBe(found.digest);
    const later = judge(KINDS.documents, { documents: ['model-card'] }, { documents: [one()], asOf: 13 });
    expect(itemOf(later).digest).toBe(found.digest);
  });

  it.each<[string, SeenDocument[], string]>([
    ['one of which a field is missing', [one({ missing: ['Intended use'] })], 'nothing answers Intended use'],
    ['one that is out of date', [one({ stale: ['it counts decisions of other versions too'] })], 'out of date'],
    ['one that cannot be made', [one({ notMade: 'the audit has amounts' })], 'the audit has amounts'],
    ['one that was not looked at', [one({ kind: 'fria' })], 'it was not looked at'],
  ])('are not %s', (_what, documents, message) => expect(why(seen(...documents))).toContain(message));

  it('are of kinds that there are', () => {
    expect(KINDS.documents.schema.safeParse({ id: 'x', kind: 'documents', documents: ['modelcard'] }).success).toBe(
      false,
    );
    // A document about one person is none about a version.
    expect(
      KINDS.documents.schema.safeParse({ id: 'x', kind: 'documents', documents: ['adverse-action'] }).success,
    ).toBe(false);
  });
});
