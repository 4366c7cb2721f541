import type { TribuneError } from '../../base/errors.js';
import { type Calendar, isMissed } from '../clocks/index.js';
import { CASE_MACHINE, type CaseActName, type CaseStage, edgesOf } from '../machines/index.js';
import type { OutcomeValue } from '../scale/index.js';
import { leaseLost, notAtStage } from './reasons.js';
import type { Answer, CaseRead, CaseRecord, Person, View, WholeCase } from './types.js';

/** What somebody does with a case. */
export type CaseAct =
  | { readonly act: 'recheck-grant'; readonly outcome: OutcomeValue }
  | { readonly act: 'recheck-pass' | 'erase' }
  | { readonly act: 'claim'; readonly person: Person }
  | { readonly act: 'return'; readonly person: Person }
  | { readonly act: 'declare-relation'; readonly person: Person }
  | { readonly act: 'commit-view'; readonly person: Person; readonly view: View }
  | { readonly act: 'answer' | 'vote'; readonly person: Person; readonly answer: Answer }
  | { readonly act: 'refer' | 'ask-subject'; readonly person: Person }
  | {
      readonly act: 'subject-answers' | 'escalate' | 'readmit' | 'withdraw' | 'confirm-applied' | 'notify' | 'close';
      readonly by: string;
    };

/** What an act is judged by beside the case. */
export interface ActContext {
  readonly nowMs: number;
  /** How long a lease lasts, ms. */
  readonly leaseMs: number;
  readonly calendarOf: (id: string) => Calendar;
  /** Whether the training of whoever claims is fresh; undefined where none is recorded. */
  readonly isTrained?: boolean | undefined;
}

/** What an act made of a case, and the types of the entries that tell of it, in their order. */
export interface Done {
  readonly whole: WholeCase;
  readonly entries: readonly CaseEntry[];
}

export interface CaseEntry {
  readonly type: string;
  readonly by: string;
  /** Which clock ran out. */
  readonly clock?: string;
}

/** Name of the service in entries. */
export const SERVICE = 'service';

/** Makes a step of the machine, or refuses what it does not allow. */
export function stepTo(whole: WholeCase, act: CaseActName, by: string, to: CaseStage): Done {
  const { record } = whole;
  const edge = edgesOf(CASE_MACHINE, record.stage, act).find((one) => one.to === to);
  if (edge === undefined) throw notNow(record, act);
  const revision = record.revision + 1;
  return { whole: { ...whole, record: { ...record, revision, stage: to } }, entries: [{ type: edge.entry, by }] };
}

/** Demands that an act may be done at this stage, whatever comes of it. */
export function demandStage({ record }: WholeCase, act: CaseActName): void {
  if (edgesOf(CASE_MACHINE, record.stage, act).length === 0) throw notNow(record, act);
}

function notNow({ id, stage }: CaseRecord, act: CaseActName): TribuneError {
  const from = [...new Set(CASE_MACHINE.edges.filter((edge) => edge.act === act).map((edge) => edge.from))];
  return notAtStage(`the case ${id} is ${stage}, where ${act} is not done`, {
    remedy: `It is done where a case is ${from.join(', ')}.`,
  });
}

/** Enters clocks that ran out, before anything else is done: no act hides that it came late. */
export function withBreaches(whole: WholeCase, { nowMs, calendarOf }: Pick<ActContext, 'nowMs' | 'calendarOf'>): Done {
  const { record } = whole;
  const missed = record.clocks.filter((clock) => isMissed(clock, calendarOf(clock.calendar), nowMs));
  if (missed.length === 0) return { whole, entries: [] };
  const clocks = record.clocks.map((clock) => (missed.includes(clock) ? { ...clock, breachedAtMs: nowMs } : clock));
  return {
    whole: { ...whole, record: { ...record, revision: record.revision + 1, clocks } },
    entries: missed.map(({ what }) => ({ type: 'case.clock-missed', by: SERVICE, clock: what })),
  };
}

/** The reading that goes on, by the person who acts; another one's is refused. */
export function ownRead({ record }: WholeCase, person: Person): { readonly read: CaseRead; readonly at: number } {
  const at = record.reads.findLastIndex(({ ended }) => ended === null);
  const read = record.reads[at];
  if (read?.by === person.id) return { read, at };
  throw leaseLost(`the case ${record.id} is not yours to read now`, {
    remedy:
      'Your lease ran out and somebody else has it, or you returned it. What you wrote is not lost: keep a copy, and claim another case.',
  });
}

/** The case with one of its readings changed. */
export const withRead = (whole: WholeCase, at: number, change: Partial<CaseRead>): WholeCase => ({
  ...whole,
  record: { ...whole.record, reads: whole.record.reads.map((read, i) => (i === at ? { ...read, ...change } : read)) },
});

/** The case with these clocks met, where they run. */
export function meeting(whole: WholeCase, what: (clock: string) => boolean, nowMs: number): WholeCase {
  const clocks = whole.record.clocks.map((clock) =>
    clock.metAtMs === null && what(clock.what) ? { ...clock, metAtMs: nowMs } : clock,
  );
  return { ...whole, record: { ...whole.record, clocks } };
}
