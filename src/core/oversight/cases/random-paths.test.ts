import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../base/durations.js';
import { TribuneError } from '../../base/errors.js';
import { createGenerator, type Generator } from '../../stats/index.js';
import type { Calendar } from '../clocks/index.js';
import { CASE_MACHINE, type CaseActName, type CaseStage } from '../machines/index.js';
import type { OutcomeScale, OutcomeValue } from '../scale/index.js';
import { type ActContext, actOn, type CaseAct, type CaseEntry, type Person, type WholeCase } from './index.js';

/** The long run takes some minutes. */
const IS_LONG = process.env.TRIBUNE_LONG !== undefined;
const PATHS = IS_LONG ? 100_000 : 600;
const LIMIT_MS = IS_LONG ? 1_200_000 : 60_000;
const MOST_ACTS = 40;
const LEASE_MS = 0.5 * HOUR_MS;
const UTC: Calendar = { id: 'utc', timeZone: 'UTC', weekend: [0, 6], holidays: [], until: '2100-01-01' };

const PEOPLE: readonly Person[] = [
  ...['ann', 'bob', 'cyd'].map((name) => ({ id: `account:${name}`, name, roles: ['reviewer'] })),
  ...['dan', 'eve', 'fay', 'gus', 'kit', 'lou', 'max', 'ned', 'oda'].map((name) => ({
    id: `account:${name}`,
    name,
    roles: ['reviewer'],
  })),
  { id: 'account:hal', name: 'hal', roles: ['reviewer', 'developer'] },
  { id: 'account:ida', name: 'ida', roles: ['auditor'] },
];

const SCALES: readonly { readonly scale: OutcomeScale; readonly worstFirst: readonly OutcomeValue[] }[] = [
  { scale: { kind: 'binary', favourable: 1 }, worstFirst: [0, 1] },
  { scale: { kind: 'binary', favourable: 0 }, worstFirst: [1, 0] },
  { scale: { kind: 'ordered', levels: ['a', 'b', 'c', 'd'], isHigherBetter: true }, worstFirst: ['a', 'b', 'c', 'd'] },
  {
    scale: { kind: 'amount', unit: 'EUR', decimals: 2, isHigherBetter: false },
    worstFirst: ['900.10', '900.09', '12', '3.50'],
  },
];

/** What happened on a path, kept beside the code under test and by other means. */
interface Watched {
  readonly start: WholeCase;
  readonly worstFirst: readonly OutcomeValue[];
  /** Those who knew the case before they read it, and those who have read it. */
  readonly touched: Set<string>;
  /** Whoever touched it before the reading that they answer in. */
  readonly tainted: Set<string>;
  readonly entries: (CaseEntry & { readonly atMs: number })[];
  readonly answers: { readonly by: string; readonly outcome: OutcomeValue }[];
  pausedMs: number;
  pausedSince: number | null;
  readonly due: Map<string, number | null>;
}

const pick = <T>(draw: Generator, from: readonly T[]): T => from[draw.nextInteger(from.length)]!;

function startOf(draw: Generator): Watched {
  const { scale, worstFirst } = pick(draw, SCALES);
  const touched = ['account:ann', 'eve', 'account:fay'].filter(() => draw.nextUniform() < 0.15);
  const clock = { calendar: 'utc', source: 'ours', fromMs: 0, pauses: [], metAtMs: null, breachedAtMs: null };
  const start: WholeCase = {
    record: {
      ...{ id: 'c', revision: 1, decision: 'd', deployment: 'm/prod', system: 's', origin: 'appeal', queue: 'appeal' },
      ...{ isHighImpact: draw.nextUniform() < 0.3, stage: 'waiting', openedAtMs: 0, openedBy: 'account:ida' },
      excluded: touched.map((who) => ({ who, why: 'decided' as const })),
      clocks: [
        { what: 'first-view', span: '24h', ...clock },
        { what: 'answer', span: '72h', ...clock },
      ],
      ...{ resumesTo: null, reads: [], settlement: null, applied: null, notice: null },
      // Some repeat a closed case, and some are decided without the machine shown.
      ...(draw.nextUniform() < 0.2 ? { known: 'closed' } : {}),
      ...(draw.nextUniform() < 0.2 ? { holdout: { share: 0.2, isHeld: draw.nextUniform() < 0.5 } } : {}),
    },
    contents: {
      ...{ original: pick(draw, worstFirst), scale, statement: 'Not so.', corrections: {} },
      ...{ said: [], outcome: null },
    },
  };
  const ids = touched.map((who) => (who.startsWith('account:') ? who : `account:${who}`));
  return {
    ...{ start, worstFirst, touched: new Set([...ids, 'account:hal']), tainted: new Set(), entries: [], answers: [] },
    ...{ pausedMs: 0, pausedSince: null, due: new Map() },
  };
}

/** How often an act is drawn among those that a stage allows; others have 2. */
const WEIGHTS: Partial<Record<CaseActName, number>> = {
  ...{ claim: 20, 'commit-view': 20, answer: 20, vote: 20, refer: 1, withdraw: 1, 'recheck-grant': 1, erase: 1 },
};
const ACTS: readonly CaseActName[] = [...new Set(CASE_MACHINE.edges.map(({ act }) => act))];

/** Mostly something that the stage allows by somebody who holds the case, so that paths go deep; now and then anything at all. */
function drawAct(draw: Generator, { record }: WholeCase, worstFirst: readonly OutcomeValue[]): CaseAct {
  const fitting = ACTS.filter((act) =>
    CASE_MACHINE.edges.some((edge) => edge.act === act && edge.from === record.stage),
  );
  // Ends are drawn less often than steps on the way.
  const wanted = fitting.flatMap((act) => Array.from({ length: WEIGHTS[act] ?? 2 }, () => act));
  const act = draw.nextUniform() < 0.9 && wanted.length > 0 ? pick(draw, wanted) : pick(draw, ACTS);
  const holder = record.reads.at(-1)?.by;
  const person = PEOPLE.find(({ id }) => id === holder);
  const who = act !== 'claim' && person !== undefined && draw.nextUniform() < 0.9 ? person : pick(draw, PEOPLE);
  const outcome = pick(draw, worstFirst);
  const reason = draw.nextUniform() < 0.97 ? 'because' : ' ';
  switch (act) {
    case 'recheck-grant':
      return { act, outcome };
    case 'recheck-pass':
    case 'erase':
      return { act };
    case 'commit-view':
      return { act, person: who, view: { outcome, confidence: 3, reason } };
    case 'answer':
    case 'vote':
      return { act, person: who, answer: { outcome, reason } };
    case 'claim':
    case 'return':
    case 'declare-relation':
    case 'refer':
    case 'ask-subject':
      return { act, person: who };
    default:
      return { act, by: 'account:ida' };
  }
}

/** Notes what an act did, from the act and the stages alone. */
function note(
  watched: Watched,
  act: CaseAct,
  stages: { readonly from: CaseStage; readonly to: CaseStage },
  nowMs: number,
): void {
  const { from, to } = stages;
  if (act.act === 'claim') {
    const { id } = act.person;
    if (watched.touched.has(id)) watched.tainted.add(id);
    watched.touched.add(id);
  }
  if (act.act === 'answer' || act.act === 'vote')
    watched.answers.push({ by: act.person.id, outcome: act.answer.outcome });
  // The view that decides a case that is held out is its answer.
  if (act.act === 'commit-view' && to === 'decided')
    watched.answers.push({ by: act.person.id, outcome: act.view.outcome });
  if (to === 'awaiting-subject') watched.pausedSince = nowMs;
  if (from === 'awaiting-subject' && watched.pausedSince !== null) {
    watched.pausedMs += nowMs - watched.pausedSince;
    watched.pausedSince = null;
  }
}

/** When both clocks were over, from hours and pauses alone; null while nobody can miss them. */
function noteDue(watched: Watched, met: { readonly view: boolean; readonly answer: boolean }, nowMs: number): void {
  const dueMs = (hours: number): number | null =>
    watched.pausedSince === null ? hours * HOUR_MS + watched.pausedMs : null;
  for (const [what, hours, isMet] of [
    ['first-view', 24, met.view],
    ['answer', 72, met.answer],
  ] as const) {
    if (watched.due.has(what) || isMet) continue;
    const due = dueMs(hours);
    if (due !== null && nowMs > due) watched.due.set(what, due);
  }
}

/** Walks one path and gives what was seen on it. */
function walk(
  path: number,
  seen: Set<string>,
): { readonly whole: WholeCase; readonly watched: Watched; readonly done: number } {
  const draw = createGenerator('paths of cases', path);
  const watched = startOf(draw);
  let whole = watched.start;
  let [nowMs, done] = [0, 0];
  for (let step = 0; step < MOST_ACTS; step++) {
    // Whole minutes, and seldom long ones.
    nowMs += Math.round(draw.nextUniform() ** 4 * 20 * 60) * 60_000;
    const context: ActContext = { nowMs, leaseMs: LEASE_MS, calendarOf: () => UTC };
    const before = whole.record;
    const met = {
      view: before.reads.length > 0 || before.settlement !== null || before.stage === 'closed',
      answer: before.notice !== null || before.stage === 'closed',
    };
    const act = drawAct(draw, whole, watched.worstFirst);
    let result: ReturnType<typeof actOn>;
    try {
      result = actOn(whole, act, context);
    } catch (cause) {
      if (cause instanceof TribuneError && (cause.code === 'CONFLICT' || cause.code === 'INVALID')) continue;
      throw cause;
    }
    noteDue(watched, met, nowMs);
    whole = result.whole;
    done++;
    watched.entries.push(...result.entries.map((entry) => ({ ...entry, atMs: nowMs })));
    note(watched, act, { from: before.stage, to: whole.record.stage }, nowMs);
    seen.add(`${act.act} ${before.stage} ${whole.record.stage}`);
  }
  return { whole, watched, done };
}

describe(`cases on ${PATHS} paths that were drawn`, () => {
  const seen = new Set<string>();
  const ends = { closed: 0, known: 0, changed: 0, kept: 0, panels: 0, breaches: 0, acts: 0 };
  const walked = Array.from({ length: PATHS }, (_, path) => path);

  it(
    'keep what is promised',
    () => {
      for (const path of walked) {
        const { whole, watched, done } = walk(path, seen);
        const { record, contents } = whole;
        const of = (type: string) => watched.entries.filter((entry) => entry.type === type);
        const fail = (what: string): never => {
          throw new Error(`path ${path}: ${what}: ${JSON.stringify({ record, entries: watched.entries })}`);
        };
        const { settlement } = record;
        // Nobody decides who touched the case.
        for (const by of settlement?.by ?? []) if (watched.tainted.has(by)) fail(`${by} had touched it`);
        if (new Set(settlement?.by).size !== (settlement?.by.length ?? 0)) fail('one person counts twice');
        // Nobody is worse off.
        const grade = (value: OutcomeValue): number => watched.worstFirst.indexOf(value);
        const outcome = contents.outcome ?? contents.original;
        if (grade(outcome) < grade(contents.original)) fail('a worse outcome');
        if (settlement !== null && settlement.isChanged !== grade(outcome) > grade(contents.original))
          fail('isChanged');
        // The service refuses nothing by itself.
        if (settlement?.how === 'recheck' && !settlement.isChanged) fail('an automated refusal');
        if (settlement !== null && settlement.how !== 'recheck' && settlement.how !== 'withdrawn') {
          const same = watched.answers.filter((one) => settlement.by.includes(one.by));
          if (same.length < (settlement.how === 'panel' ? 2 : 1)) fail('too few people');
          if (record.isHighImpact && settlement.how !== 'panel') fail('high impact without a panel');
        }
        // No clock runs out without an entry, and none is entered that did not.
        const missed = of('case.clock-missed')
          .map(({ clock }) => clock!)
          .toSorted();
        if (JSON.stringify(missed) !== JSON.stringify([...watched.due.keys()].toSorted()))
          fail(`clocks ${missed} entered, ${[...watched.due.keys()]} missed`);
        // A known answer ends with its one reading and changes nothing.
        if (of('case.known-answer').length > 0) {
          if (record.known === undefined || record.stage !== 'closed') fail('no known answer');
          if (settlement !== null || record.applied !== null || record.notice !== null)
            fail('a change by a known answer');
        } else if (record.stage === 'closed' && of('case.erased').length === 0) {
          // Nothing is closed of which nobody was told, or that was not applied.
          if (of('appeal.communicated').length !== 1) fail('closed without notice');
          if (settlement!.isChanged && of('appeal.applied').length === 0) fail('closed without the change');
        }
        ends.acts += done;
        ends.closed += Number(record.stage === 'closed' && of('case.closed').length === 1);
        ends.known += of('case.known-answer').length;
        ends.changed += Number(settlement?.isChanged === true);
        ends.kept += Number(settlement?.isChanged === false);
        ends.panels += Number(settlement?.how === 'panel');
        ends.breaches += missed.length;
      }
    },
    LIMIT_MS,
  );

  it('go every way of the machine, and end in every way', () => {
    const edges = CASE_MACHINE.edges.map(({ act, from, to }) => `${act} ${from} ${to}`);
    expect(edges.filter((edge) => !seen.has(edge))).toEqual([]);
    expect([...seen].filter((edge) => !edges.includes(edge))).toEqual([]);
    expect(Object.entries(ends).filter(([, count]) => count < PATHS / 200)).toEqual([]);
  });
});

describe('a case that is held out', () => {
  it('is decided by the view of its first reader, who is shown nothing, and never worse for the person', () => {
    const reader: Person = { id: 'account:dan', name: 'dan', roles: ['reviewer'] };
    const context: ActContext = { nowMs: HOUR_MS, leaseMs: LEASE_MS, calendarOf: () => UTC };
    for (const [original, view, outcome, isChanged] of [
      [0, 1, 1, true],
      [0, 0, 0, false],
      [1, 0, 1, false],
    ] as const) {
      const { start } = startOf(createGenerator('held', 1));
      const whole: WholeCase = {
        record: { ...start.record, excluded: [], isHighImpact: false, holdout: { share: 0.5, isHeld: true } },
        contents: { ...start.contents, scale: { kind: 'binary', favourable: 1 }, original },
      };
      const { whole: read } = actOn(whole, { act: 'claim', person: reader }, context);
      const said = { outcome: view, confidence: 3, reason: 'So.' } as const;
      const { whole: done, entries } = actOn(read, { act: 'commit-view', person: reader, view: said }, context);
      expect([done.record.stage, done.contents.outcome]).toEqual(['decided', outcome]);
      expect(done.record.settlement).toMatchObject({ how: 'review', isChanged, by: ['account:dan'] });
      expect(entries.map(({ type }) => type)).toEqual(['case.read-blind', 'appeal.decided']);
    }
  });
});
