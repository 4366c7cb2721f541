import { gradeOf, isBetter, isNoWorse, majorityOf, type OutcomeValue } from '../scale/index.js';
import { type ActContext, type Done, demandStage, meeting, ownRead, SERVICE, stepTo, withRead } from './act.js';
import { demandNoWorse, demandOutcome } from './demand.js';
import { FIRST_VIEW, withoutPause } from './reading.js';
import { automatedRefusal, notApplied, notAtStage } from './reasons.js';
import type { Answer, CaseRead, OverturnReason, Person, Settlement, View, WholeCase } from './types.js';

/** Clock that stops with the notice to the person decided about, as do those of law. */
export const ANSWER = 'answer';

/** Members of a panel of whom two have to agree. */
const PANEL_SIZE = 3;

/** Decides a case by the pinned model over corrected inputs. It may grant, and nothing else. */
export function grantByRecheck(whole: WholeCase, outcome: OutcomeValue, { nowMs }: ActContext): Done {
  demandStage(whole, 'recheck-grant');
  const { scale, original } = whole.contents;
  if (!isBetter(scale, outcome, original))
    throw automatedRefusal('a check without a person may grant and not refuse', {
      remedy: 'Pass the case on to a person.',
    });
  // Nobody has to read what is granted.
  const met = meeting(whole, (what) => what === FIRST_VIEW, nowMs);
  return settled(
    met,
    { act: 'recheck-grant', by: SERVICE, how: 'recheck', of: [], outcome, because: 'data-error' },
    nowMs,
  );
}

/** The final answer of the first reader. High impact, or a reader whom the machine's answer moved, brings the case before a panel. */
export function answer(
  whole: WholeCase,
  { person, answer: given }: { readonly person: Person; readonly answer: Answer },
  { nowMs }: ActContext,
): Done {
  demandStage(whole, 'answer');
  const { said, at } = answered(whole, person, given, nowMs);
  if (whole.record.known !== undefined) return endedKnown(said, 'answer', person.id, nowMs);
  const { view } = said.contents.said[at]!;
  if (whole.record.isHighImpact || view?.outcome !== given.outcome)
    return stepTo(said, 'answer', person.id, 'panel-waiting');
  const { outcome, because } = given;
  return settled(said, { act: 'answer', by: person.id, how: 'review', of: [person.id], outcome, because }, nowMs);
}

/** Whether a case is decided by the view of its first reader, who is never shown what the machine said. */
export const isHeldOut = ({ record }: WholeCase): boolean =>
  record.holdout?.isHeld === true && record.stage === 'reading' && !record.isHighImpact && record.known === undefined;

/** Commits the view that decides a case that is held out; where it is worse for the person, the decision stands. */
export function commitHeldOut(
  whole: WholeCase,
  { person, view }: { readonly person: Person; readonly view: View },
  { nowMs }: ActContext,
): Done {
  demandStage(whole, 'commit-view');
  const { at } = ownRead(whole, person);
  const { scale, original } = whole.contents;
  demandOutcome(scale, view);
  const outcome = isNoWorse(scale, view.outcome, original) ? view.outcome : original;
  const read = withRead(whole, at, { viewedAtMs: nowMs, answeredAtMs: nowMs, ended: 'answered' });
  const said = read.contents.said.map((one, i) =>
    i === at ? { view, answer: { outcome, reason: view.reason } } : one,
  );
  const answeredSo = { ...read, contents: { ...read.contents, said } };
  return settled(answeredSo, { act: 'commit-view', by: person.id, how: 'review', of: [person.id], outcome }, nowMs);
}

/** The vote of a member of the panel: two who agree decide, and of three the middle. */
export function vote(
  whole: WholeCase,
  { person, answer: given }: { readonly person: Person; readonly answer: Answer },
  { nowMs }: ActContext,
): Done {
  demandStage(whole, 'vote');
  const { said } = answered(whole, person, given, nowMs);
  const votes = votesOf(said);
  const equal = votes.filter(({ outcome }) => outcome === given.outcome);
  const decide = (outcome: OutcomeValue, of: readonly string[]): Done =>
    settled(said, { act: 'vote', by: person.id, how: 'panel', of, outcome, because: becauseOf(said, outcome) }, nowMs);
  if (equal.length >= 2)
    return decide(
      given.outcome,
      equal.map(({ by }) => by),
    );
  if (votes.length < PANEL_SIZE) return stepTo(said, 'vote', person.id, 'panel-waiting');
  const three = votes.map(({ outcome }) => outcome) as [OutcomeValue, OutcomeValue, OutcomeValue];
  return decide(
    majorityOf(whole.contents.scale, three),
    votes.map(({ by }) => by),
  );
}

/** Leaves the case to a panel, such as for a question of policy. */
export function refer(whole: WholeCase, person: Person, { nowMs }: ActContext): Done {
  demandStage(whole, 'refer');
  const { at } = ownRead(whole, person);
  const left = withRead(whole, at, { ended: 'referred' });
  if (whole.record.known !== undefined) return endedKnown(left, 'refer', person.id, nowMs);
  return stepTo(left, 'refer', person.id, 'panel-waiting');
}

/** Ends a case because the person decided about wants so; the decision stands as it was. */
export function withdraw(whole: WholeCase, by: string, { nowMs }: ActContext): Done {
  demandStage(whole, 'withdraw');
  const met = meeting(withoutPause(whole, nowMs), (what) => what === FIRST_VIEW, nowMs);
  return settled(met, { act: 'withdraw', by, how: 'withdrawn', of: [], outcome: whole.contents.original }, nowMs);
}

/** Says that the source system has made the change. */
export function confirmApplied(whole: WholeCase, by: string, { nowMs }: ActContext): Done {
  demandStage(whole, 'confirm-applied');
  const { record } = whole;
  if (record.settlement?.isChanged !== true)
    throw notAtStage(`the case ${record.id} changed nothing that could be applied`, {
      remedy: 'Tell the person, and close it.',
    });
  return stepTo({ ...whole, record: { ...record, applied: { atMs: nowMs, by } } }, 'confirm-applied', by, record.stage);
}

/** Ends a case whose answer is known, with its one reading. */
function endedKnown(whole: WholeCase, act: 'answer' | 'refer', by: string, nowMs: number): Done {
  const done = stepTo(
    meeting(whole, () => true, nowMs),
    act,
    by,
    'closed',
  );
  return { ...done, entries: [...done.entries, { type: 'case.known-answer', by: SERVICE }] };
}

/** Says that the person decided about was told; the clocks of the answer stop. */
export function notify(whole: WholeCase, by: string, { nowMs }: ActContext): Done {
  demandStage(whole, 'notify');
  const met = meeting(whole, () => true, nowMs);
  return stepTo({ ...met, record: { ...met.record, notice: { atMs: nowMs, by } } }, 'notify', by, 'communicated');
}

/** Closes a case whose outcome was told and, where it changed something, applied. */
export function close(whole: WholeCase, by: string): Done {
  demandStage(whole, 'close');
  const { id, settlement, applied } = whole.record;
  if (settlement?.isChanged === true && applied === null)
    throw notApplied(`the case ${id} changed the decision, and nobody has said that the change was made`, {
      remedy: 'See that the source system has the new outcome, and confirm it.',
    });
  return stepTo(whole, 'close', by, 'closed');
}

/** Ends a case because the records of the person were erased: there is nothing left to read, and nobody to tell. */
export function erase(whole: WholeCase, { nowMs }: ActContext): Done {
  demandStage(whole, 'erase');
  const met = meeting(withoutPause(whole, nowMs), () => true, nowMs);
  const reads = met.record.reads.map((read) => (read.ended === null ? { ...read, ended: 'decided' as const } : read));
  return stepTo({ ...met, record: { ...met.record, reads } }, 'erase', SERVICE, 'closed');
}

/** The votes of a panel so far. */
function votesOf({ record, contents }: WholeCase): { readonly by: string; readonly outcome: OutcomeValue }[] {
  return record.reads.flatMap(({ part, by }: CaseRead, at) => {
    const given = contents.said[at]?.answer ?? null;
    return part === 'panel' && given !== null ? [{ by, outcome: given.outcome }] : [];
  });
}

/** Where the fault was, as most of a panel who changed the decision to this or beyond say; the first where as many say another. */
function becauseOf({ record, contents }: WholeCase, outcome: OutcomeValue): OverturnReason | undefined {
  const { scale } = contents;
  const said = record.reads.flatMap(({ part }: CaseRead, at) => {
    const given = contents.said[at]?.answer ?? null;
    const isSo = part === 'panel' && given !== null && gradeOf(scale, given.outcome) >= gradeOf(scale, outcome);
    return isSo && given.because !== undefined ? [given.because] : [];
  });
  const votes = (one: OverturnReason): number => said.filter((other) => other === one).length;
  return said.toSorted((a, b) => votes(b) - votes(a))[0];
}

function answered(whole: WholeCase, person: Person, given: Answer, nowMs: number) {
  const { at } = ownRead(whole, person);
  const { scale, original } = whole.contents;
  demandOutcome(scale, given);
  demandNoWorse(scale, given.outcome, original);
  const read = withRead(whole, at, { answeredAtMs: nowMs, ended: 'answered' });
  const said = read.contents.said.map((one, i) => (i === at ? { ...one, answer: given } : one));
  return { said: { ...read, contents: { ...read.contents, said } }, at };
}

interface Settling {
  readonly act: 'recheck-grant' | 'commit-view' | 'answer' | 'vote' | 'withdraw';
  readonly by: string;
  readonly how: Settlement['how'];
  readonly of: readonly string[];
  readonly outcome: OutcomeValue;
  readonly because?: OverturnReason | undefined;
}

function settled(whole: WholeCase, { act, by, how, of, outcome, because }: Settling, nowMs: number): Done {
  const { scale, original } = whole.contents;
  const isChanged = isBetter(scale, outcome, original);
  const reads = whole.record.reads.map((read) => (read.ended === null ? { ...read, ended: 'decided' as const } : read));
  const settlement: Settlement = {
    ...{ how, isChanged, atMs: nowMs, by: of },
    ...(isChanged && because !== undefined && { because }),
  };
  const record = { ...whole.record, reads, settlement };
  const done = stepTo({ record, contents: { ...whole.contents, outcome } }, act, by, 'decided');
  return how === 'withdrawn' ? done : { ...done, entries: [...done.entries, { type: 'appeal.decided', by }] };
}
