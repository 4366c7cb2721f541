import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { printUuid, uuidOf } from '../../../core/base/uuid.js';
import { defineFollower, eventsIn, type Follower } from '../../followers/index.js';
import type { FollowerStore } from '../../log/ports/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { caseEvents } from '../events/index.js';
import type { CaseStore } from '../ports/index.js';

/** Changes that one message tells of. */
const MOST_TOLD = 500;

/** Members of entries that are told: nothing that was said in a case, and nobody's name. */
const TOLD = [
  ...(['case', 'decision', 'revision', 'deployment', 'origin', 'queue', 'highImpact', 'clock', 'due'] as const),
  ...(['answerBy', 'how', 'changed', 'because', 'involvement'] as const),
] as const;

/** What happened to a case, as a receiver is told of it. */
type CaseChange = { readonly event: string; readonly case: string } & Readonly<
  Partial<Record<(typeof TOLD)[number], unknown>>
>;

/** What came of a message. */
type CaseToldAs = { readonly ok: true } | { readonly ok: false; readonly problem: string; readonly isFinal: boolean };

interface TellDeps {
  readonly send: (id: string, message: object) => Promise<CaseToldAs>;
  readonly cases: Pick<CaseStore, 'find'>;
  readonly onProblem: (cause: Error) => void;
}

/** Entries that the main log has of single cases. */
const TYPES: ReadonlySet<string> = new Set(
  caseEvents.filter(({ log, fields }) => log === 'main' && 'case' in fields.shape).map(({ type }) => type),
);

/**
 * Follows the main log and tells a receiver what happens to cases, each thing once, as far as the receiver knows a message by its id. One that does not
 * come through is sent again in its order; one that is refused for good is reported and left. Cases that repeat a closed one to see how readers read
 * are told to nobody: nothing happens to anybody in them.
 */
export const tellCases = (deps: TellDeps): Follower<{ readonly followers: FollowerStore }> =>
  defineFollower({
    name: 'cases-told',
    log: 'main',
    from: 'now',
    wants: 'opened',
    async take({ batches }) {
      let n = 0;
      // A message is of one batch: how many batches come at once differs from one attempt to the next, and its id must not.
      for (const batch of batches) n += await tellBatch(deps, batch);
      return n === 0 ? undefined : {};
    },
  });

/** Tells of one batch; gives how many changes it had. */
async function tellBatch(deps: TellDeps, batch: BatchRecords): Promise<number> {
  const changes: CaseChange[] = [];
  for (const change of changesIn(batch)) if (!(await isKnownAnswer(deps, change))) changes.push(change);
  for (let at = 0; at < changes.length; at += MOST_TOLD) {
    const told = changes.slice(at, at + MOST_TOLD);
    const sent = await deps.send(idOf(told), { type: 'cases.changed', changes: told });
    if (!sent.ok && !sent.isFinal) throw untold(sent.problem);
    if (!sent.ok) deps.onProblem(untold(sent.problem));
  }
  return changes.length;
}

/** Whether a case repeats a closed one; a row that cannot be read holds up no other case, and is not told. */
async function isKnownAnswer(
  { cases, onProblem }: { readonly cases: Pick<CaseStore, 'find'>; readonly onProblem: (cause: Error) => void },
  change: CaseChange,
): Promise<boolean> {
  try {
    return (await cases.find(change.case))?.record.known !== undefined;
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'STORE_INVALID') throw cause;
    onProblem(cause);
    return true;
  }
}

/** The same message has the same id, so that a receiver takes it once: a revision of a case has each entry once. */
const idOf = (changes: readonly CaseChange[]): string =>
  `cases-${printUuid(uuidOf(sha256(utf8(JSON.stringify(changes)))))}`;

const changesIn = (batch: BatchRecords): CaseChange[] =>
  eventsIn(batch, (type) => TYPES.has(type)).map(({ type, payload }) => {
    const said = payload as Readonly<Record<string, unknown>>;
    const told = Object.fromEntries(TOLD.filter((name) => name in said).map((name) => [name, said[name]]));
    return { event: type, ...told } as CaseChange;
  });

const untold = (problem: string): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `the receiver of what happens to cases: ${problem}`, {
    remedy: 'Look at cases.webhook in tribune.yaml and at the receiver; what is not told yet is told later.',
  });
