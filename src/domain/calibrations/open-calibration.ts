import { encodeHex, utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import {
  type CaseRecord,
  conflictsOf,
  type Excluded,
  type OutcomeScale,
  type Person,
} from '../../core/oversight/index.js';
import { keptFrom } from '../oversight/index.js';
import { type CalibrationStores, openCalibration } from './acts.js';
import type { CalibrationsDeps } from './deps.js';
import { calibrationOpened } from './events.js';
import { CALIBRATION_LIMITS, type Calibration, type CalibrationItem, calibrationWrong } from './model.js';

/** A calibration that somebody opens: over cases that they name, or over so many that are drawn from those that a panel decided. */
export interface WantedCalibration {
  readonly title: string;
  readonly cases: readonly string[] | { readonly deployment: string; readonly count: number };
  /** Ids or names of accounts. */
  readonly readers: readonly string[];
}

interface Candidate extends CalibrationItem {
  readonly system: string;
  readonly scale: OutcomeScale;
  /** The case with everybody whom cases about its decision keep from it. */
  readonly record: CaseRecord;
}

/**
 * Opens a calibration. Everybody who is named must be able to read every case blind, so nobody who touched one of the decisions is among them; and none of
 * them reads another case about these decisions afterwards.
 *
 * @throws TribuneError INVALID where a case or a reader will not do
 */
export async function openOne(deps: CalibrationsDeps, wanted: WantedCalibration, by: string): Promise<Calibration> {
  const readers = await readersOf(deps, wanted.readers);
  const candidates = await candidatesOf(deps, wanted, readers);
  const [first] = candidates;
  const odd = candidates.find(({ system, scale }) => system !== first!.system || !isSame(scale, first!.scale));
  if (odd !== undefined)
    throw calibrationWrong(`the case ${odd.case} is of another system, or of other outcomes, than ${first!.case}`, {
      remedy: 'Give cases of one system with the same outcomes.',
    });
  demandOnce(candidates);
  const { acts, nowMs } = deps;
  const calibration: Calibration = {
    ...{ id: acts.newId(), title: wanted.title, system: first!.system, scale: first!.scale },
    items: candidates.map(({ case: id, decision }) => ({ case: id, decision })),
    readers: readers.map(({ id, name }) => ({ id, name })),
    ...{ openedAtMs: nowMs(), openedBy: by, closedAtMs: null, closedBy: null, result: null },
  };
  return acts.run(openCalibration, async (tx) => {
    // In one order, so that two that are opened at once do not wait for each other.
    for (const one of candidates.toSorted((a, b) => (a.decision < b.decision ? -1 : 1)))
      await keepReadersFrom(tx.cases, one, readers);
    await tx.calibrations.insert(calibration);
    const { id, system, items } = calibration;
    tx.enter(
      calibrationOpened({
        ...{ calibration: id, system, by, cases: items.map((one) => one.case), readers: readers.map((one) => one.id) },
      }),
    );
    return calibration;
  });
}

/** Whoever has read one case about a decision reads no other one blind. */
function demandOnce(candidates: readonly Candidate[]): void {
  const again = candidates.find(
    ({ decision }, at) => candidates.findIndex((other) => other.decision === decision) < at,
  );
  if (again === undefined) return;
  throw calibrationWrong(`the case ${again.case} is about the same decision as another one that is named`, {
    remedy: 'Give one case of each decision: nobody would read the second one blind.',
  });
}

const isSame = (one: OutcomeScale, other: OutcomeScale): boolean => JSON.stringify(one) === JSON.stringify(other);

async function readersOf(deps: CalibrationsDeps, named: readonly string[]): Promise<Person[]> {
  const all = await deps.readers();
  const found = named.map((name) => {
    const person = all.find((one) => one.id === name || one.name.toLowerCase() === name.toLowerCase());
    if (person !== undefined) return person;
    throw calibrationWrong(`no account that reads cases is ${JSON.stringify(name.slice(0, 80))}`, {
      remedy: 'Give ids or names of accounts with the role reviewer alone.',
    });
  });
  const readers = [...new Map(found.map((person) => [person.id, person])).values()];
  if (readers.length >= 2) return readers;
  throw calibrationWrong('one reader agrees with nobody', { remedy: 'Name at least two readers.' });
}

async function candidatesOf(
  deps: CalibrationsDeps,
  { cases }: WantedCalibration,
  readers: readonly Person[],
): Promise<Candidate[]> {
  if ('count' in cases) return drawn(deps, cases, readers);
  const found: Candidate[] = [];
  for (const id of new Set(cases)) {
    const candidate = await candidateOf(deps, id);
    if (candidate === null)
      throw calibrationWrong(`the case ${id.slice(0, 40)} is not closed with an outcome, or its decision was erased`, {
        remedy: 'Give closed cases: GET /v1/cases?stage=closed lists them.',
      });
    const touched = readers.find((person) => conflictsOf(candidate.record, person).length > 0);
    if (touched !== undefined)
      throw calibrationWrong(`${touched.name} may not read the case ${id}: ${why(candidate, touched)}`, {
        remedy: 'Leave the case or the reader out: whoever touched a case would not read it blind.',
      });
    found.push(candidate);
  }
  return found;
}

const why = ({ record }: Candidate, person: Person): string => conflictsOf(record, person).join(', ');

/** As many cases as are wanted, of those that a panel decided and none of the readers touched, in an order that nobody chose. */
async function drawn(
  deps: CalibrationsDeps,
  { deployment, count }: { readonly deployment: string; readonly count: number },
  readers: readonly Person[],
): Promise<Candidate[]> {
  const { cases } = await deps.cases.settledByPanel(deployment, CALIBRATION_LIMITS.candidates);
  const seed = deps.acts.newId();
  const place = (id: string): string => encodeHex(deps.crypto.sha256(utf8(`tribune.calibration/v1 ${seed} ${id}`)));
  const mixed = cases.map(({ record }) => record.id).toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  const found: Candidate[] = [];
  for (const id of mixed) {
    if (found.length === count) break;
    const candidate = await candidateOf(deps, id);
    if (candidate === null || readers.some((person) => conflictsOf(candidate.record, person).length > 0)) continue;
    if (found.some(({ decision }) => decision === candidate.decision)) continue;
    const [first] = found;
    if (first === undefined || (first.system === candidate.system && isSame(first.scale, candidate.scale)))
      found.push(candidate);
  }
  if (found.length === count) return found;
  throw calibrationWrong(
    `${found.length} cases of ${deployment} were decided by a panel and touched by none of the readers, of ${count} that are wanted`,
    { remedy: 'Ask for fewer, name other readers, or name the cases.' },
  );
}

/** A closed case with an outcome; null where there is none, or its decision was erased. */
async function candidateOf({ oversight, cases }: CalibrationsDeps, id: string): Promise<Candidate | null> {
  try {
    const { record, contents } = await oversight.outcome(id);
    if (record.stage !== 'closed' || record.known !== undefined || contents.outcome === null) return null;
    const { decided } = await oversight.decision(record.decision);
    if (decided.system === null) return null;
    const about = await cases.ofDecision(record.decision);
    const excluded = keptFrom(record.excluded, about);
    return {
      ...{ case: id, decision: record.decision, system: decided.system, scale: contents.scale },
      record: { ...record, excluded },
    };
  } catch (cause) {
    if (cause instanceof TribuneError && ['NOT_FOUND', 'DECISION_UNKNOWN'].includes(cause.code)) return null;
    throw cause;
  }
}

/** Has the case keep these readers from every other one about its decision. Whoever touched it since it was looked at fails the act. */
async function keepReadersFrom(
  cases: CalibrationStores['cases'],
  { case: id, decision }: CalibrationItem,
  readers: readonly Person[],
): Promise<void> {
  // Locked as a claim locks them, so that no reader is given another case about the decision at the same moment.
  const about = await cases.lockAbout(decision);
  const stored = about.find(({ record }) => record.id === id);
  const isFree = about.every(({ record }) => readers.every((person) => conflictsOf(record, person).length === 0));
  if (stored === undefined || !isFree)
    throw calibrationWrong(`the case ${id} was touched by a reader meanwhile`, { remedy: 'Open it once more.' });
  const added = readers.map((person): Excluded => ({ who: person.id, why: 'calibration' }));
  await cases.save({ ...stored, record: { ...stored.record, excluded: [...stored.record.excluded, ...added] } });
}
