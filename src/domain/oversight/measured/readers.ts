import { type Dwell, dwellOf, gradeOf, rateOf } from '../../../core/oversight/index.js';
import { betaBinomialFit, type Estimate } from '../../../core/stats/index.js';
import { FLOOR_MS } from '../model/index.js';
import type { CaseFacts, ReadingFact } from './case-facts.js';
import { groupedBy } from './group-by.js';

/** Known answers from which on a rate of a reader is called reliable (threat image projection: Buser 2025). */
const RELIABLE = 100;
/** Fewest answers of a reader of whom it is said that they may wave cases through, and least agreement of it. Ours. */
const RUBBER_STAMP = { answers: 30, agreement: 0.9 } as const;

/** How one reader reads, for them and for whoever leads the review: nothing here is for pay or discipline. */
export interface ReaderMeasures {
  readonly reader: string;
  readonly readings: number;
  /** Of their answers: those that were the machine's. */
  readonly agreement: Estimate;
  /** Of known answers: those that they gave. */
  readonly known: Estimate;
  /** The same drawn towards the rate of all readers, as far as few answers say little; null where fewer than two readers have any. */
  readonly knownShrunken: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
  readonly isReliable: boolean;
  readonly dwell: Dwell;
  /** Nearly every answer was the machine's, and most came sooner than a case can be read. */
  readonly mayWaveThrough: boolean;
}

interface Read {
  readonly facts: CaseFacts;
  readonly reading: ReadingFact;
}

/** Measures of each reader, by their id. */
export function readerMeasures(facts: readonly CaseFacts[], level: number): ReaderMeasures[] {
  const reads = facts.flatMap((one) => one.readings.map((reading): Read => ({ facts: one, reading })));
  const byReader = [...groupedBy(reads, ({ reading }) => reading.by)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const known = byReader.map(([, all]) => all.filter(isKnown));
  const hits = known.map((all) => all.filter(isHit).length);
  const fit = betaBinomialFit(
    hits,
    known.map((all) => all.length),
    { level },
  );
  return byReader.map(([reader, all], at) => {
    const answered = all.filter(({ reading }) => reading.answer !== null);
    const agreed = answered.filter(({ facts: of, reading }) => isSame(of, reading.answer!, of.machine)).length;
    const agreement = rateOf({ successes: agreed, n: answered.length }, level, 'they answered no case');
    const dwell = dwellOf(answered.map(({ reading }) => reading.answeredAtMs! - reading.claimedAtMs));
    const shrunken = fit?.groups[at];
    return {
      ...{ reader, readings: all.length, agreement },
      known: rateOf(
        { successes: hits[at]!, n: known[at]!.length },
        level,
        'they answered no case whose answer is known',
      ),
      knownShrunken:
        shrunken === undefined || known[at]!.length === 0
          ? null
          : { estimate: shrunken.shrunken, ...shrunken.interval },
      isReliable: known[at]!.length >= RELIABLE,
      dwell,
      mayWaveThrough:
        answered.length >= RUBBER_STAMP.answers &&
        (agreement.lower ?? 0) >= RUBBER_STAMP.agreement &&
        (dwell.median ?? FLOOR_MS) < FLOOR_MS,
    };
  });
}

const isKnown = ({ facts: { truth }, reading }: Read): boolean => truth !== null && reading.answer !== null;
const isHit = ({ facts, reading }: Read): boolean => isSame(facts, reading.answer!, facts.truth!);
const isSame = ({ scale }: CaseFacts, a: CaseFacts['machine'], b: CaseFacts['machine']): boolean =>
  gradeOf(scale, a) === gradeOf(scale, b);
