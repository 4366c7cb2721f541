import { type ActContext, type Done, demandStage, meeting, ownRead, stepTo, withRead } from './act.js';
import { conflictsOf } from './conflicts.js';
import { demandOutcome } from './demand.js';
import { isLeased, mayNotRead } from './reasons.js';
import { EXCLUSIONS, type Person, type View, type WholeCase } from './types.js';

/** Role of those who read cases, also as members of a panel: a `specialist` reads attributes, and so would know the group. */
const READER = 'reviewer';

/** Clock that stops when somebody first reads a case. */
export const FIRST_VIEW = 'first-view';

const isPanel = ({ record }: WholeCase): boolean => record.stage.startsWith('panel-');

/** Gives a case to a reader for a while, in which nobody else may take it. */
export function claim(whole: WholeCase, person: Person, { nowMs, leaseMs, isTrained }: ActContext): Done {
  demandStage(whole, 'claim');
  const { record } = whole;
  const [why] = conflictsOf(record, person);
  if (why !== undefined)
    throw mayNotRead(`the case ${record.id} is read by nobody who ${EXCLUSIONS[why]}`, {
      remedy: 'Claim another one.',
    });
  const panel = isPanel(whole);
  if (!person.roles.includes(READER))
    throw mayNotRead(`a case is read by an account with the role ${READER}`, { remedy: 'Have the role given to you.' });
  const freed = withoutReader(whole, nowMs, 'Claim another one.');
  const read = {
    ...{ by: person.id, part: panel ? ('panel' as const) : ('first' as const), claimedAtMs: nowMs },
    ...{ untilMs: nowMs + leaseMs, viewedAtMs: null, answeredAtMs: null, ended: null },
    opened: [],
    ...(isTrained !== undefined && { isTrained }),
  };
  const given: WholeCase = {
    record: { ...freed.record, reads: [...freed.record.reads, read] },
    contents: { ...freed.contents, said: [...freed.contents.said, { view: null, answer: null }] },
  };
  const met = meeting(given, (what) => what === FIRST_VIEW, nowMs);
  return stepTo(met, 'claim', person.id, panel ? 'panel-reading' : 'reading');
}

/** The case without the reader whose lease ran out. Throws CONFLICT where somebody has it. */
function withoutReader(whole: WholeCase, nowMs: number, remedy: string): WholeCase {
  const { id, reads } = whole.record;
  const at = reads.findLastIndex(({ ended }) => ended === null);
  const held = reads[at];
  if (held === undefined) return whole;
  if (held.untilMs > nowMs) throw isLeased(`somebody else has the case ${id}`, { remedy });
  return withRead(whole, at, { ended: 'expired' });
}

/** Gives a case back, or leaves it for a relation to the person decided about. Whoever has read it reads it no more. */
export function leave(whole: WholeCase, act: 'return' | 'declare-relation', person: Person): Done {
  demandStage(whole, act);
  const { at } = ownRead(whole, person);
  const left = withRead(whole, at, { ended: act === 'return' ? 'returned' : 'relation' });
  const { record } = left;
  const excluded =
    act === 'return' ? record.excluded : [...record.excluded, { who: person.id, why: 'relation' as const }];
  const to = isPanel(whole) ? 'panel-waiting' : 'waiting';
  return stepTo({ ...left, record: { ...record, excluded } }, act, person.id, to);
}

/** Commits a view that was formed without the answer of the machine; only then is that shown. */
export function commitView(
  whole: WholeCase,
  { person, view }: { readonly person: Person; readonly view: View },
  { nowMs, leaseMs }: ActContext,
): Done {
  demandStage(whole, 'commit-view');
  const { at } = ownRead(whole, person);
  demandOutcome(whole.contents.scale, view);
  const seen = withRead(whole, at, { viewedAtMs: nowMs, untilMs: nowMs + leaseMs });
  const said = whole.contents.said.map((one, i) => (i === at ? { ...one, view } : one));
  const to = isPanel(whole) ? 'panel-revealed' : 'revealed';
  return stepTo({ ...seen, contents: { ...seen.contents, said } }, 'commit-view', person.id, to);
}

/** Has the person decided about asked for something; the clocks stand until they answer, and the reader keeps the case. */
export function askSubject(whole: WholeCase, person: Person, { nowMs }: ActContext): Done {
  demandStage(whole, 'ask-subject');
  ownRead(whole, person);
  const { record } = whole;
  const clocks = record.clocks.map((clock) =>
    clock.metAtMs === null ? { ...clock, pauses: [...clock.pauses, { fromMs: nowMs, toMs: null }] } : clock,
  );
  return stepTo(
    { ...whole, record: { ...record, clocks, resumesTo: record.stage } },
    'ask-subject',
    person.id,
    'awaiting-subject',
  );
}

/** Goes on with a case once the person decided about has answered. */
export function subjectAnswers(whole: WholeCase, by: string, { nowMs, leaseMs }: ActContext): Done {
  demandStage(whole, 'subject-answers');
  const resumed = withoutPause(whole, nowMs);
  const at = resumed.record.reads.findLastIndex(({ ended }) => ended === null);
  const again = withRead(resumed, at, { untilMs: nowMs + leaseMs });
  return stepTo(again, 'subject-answers', by, whole.record.resumesTo!);
}

/** The case with its clocks running again. */
export function withoutPause(whole: WholeCase, nowMs: number): WholeCase {
  const clocks = whole.record.clocks.map((clock) => ({
    ...clock,
    pauses: clock.pauses.map((pause) => (pause.toMs === null ? { ...pause, toMs: nowMs } : pause)),
  }));
  return { ...whole, record: { ...whole.record, clocks, resumesTo: null } };
}

/** Takes a case out of the queue because nobody who may read it is left, or puts it back once somebody is. */
export function escalate(whole: WholeCase, act: 'escalate' | 'readmit', by: string, { nowMs }: ActContext): Done {
  demandStage(whole, act);
  if (act === 'readmit')
    return stepTo({ ...whole, record: { ...whole.record, resumesTo: null } }, act, by, whole.record.resumesTo!);
  const freed = withoutReader(whole, nowMs, 'Wait until it is answered, given back, or the lease has run out.');
  const resumesTo = isPanel(whole) ? 'panel-waiting' : 'waiting';
  return stepTo({ ...freed, record: { ...freed.record, resumesTo } }, act, by, 'escalated');
}
