import { gradeOf, rateOf } from '../../../core/oversight/index.js';
import { cohenKappa, type Estimate, fleissKappa, krippendorffAlpha } from '../../../core/stats/index.js';
import type { CaseFacts } from './case-facts.js';

/** Seed of resampled intervals, so that the same cases always give the same interval. */
const SEED = 'oversight-agreement';
/** Readers of a case that agreement by Fleiss is made of: it takes as many for each. */
const FLEISS_READERS = 2;

/** How far those who read the same cases agree, each blind. */
export interface Agreement {
  /** First views that were the decision of the machine. */
  readonly withMachine: Estimate;
  /** The same beyond chance (Cohen); of decisions of 0 and 1. */
  readonly kappaWithMachine: Estimate;
  /** The first two views of each case, whoever they are of (Fleiss); of decisions of 0 and 1. */
  readonly fleiss: Estimate;
  /** All views of each case, whoever read it (Krippendorff); of decisions of 0 and 1. */
  readonly readers: Estimate;
}

/** Views before the machine was shown, as 1 for the favourable outcome. */
interface Views {
  readonly machine: 0 | 1;
  readonly given: readonly { readonly by: string; readonly view: 0 | 1 }[];
}

export function agreementOf(facts: readonly CaseFacts[], level: number): Agreement {
  const first = facts.flatMap(({ scale, machine, readings }) => {
    const view = readings.find((one) => one.view !== null)?.view ?? null;
    return view === null ? [] : [gradeOf(scale, view) === gradeOf(scale, machine)];
  });
  const binary = facts.flatMap(viewsOf);
  const matrix = [
    [0, 0],
    [0, 0],
  ];
  for (const { machine, given } of binary) if (given.length > 0) matrix[given[0]!.view]![machine]! += 1;
  const twice = binary.filter(({ given }) => given.length >= FLEISS_READERS);
  return {
    withMachine: rateOf({ successes: first.filter(Boolean).length, n: first.length }, level, 'nobody committed a view'),
    kappaWithMachine: cohenKappa(matrix, { level }),
    fleiss: fleissKappa(
      twice.map(({ given }) => {
        const ones = given.slice(0, FLEISS_READERS).filter(({ view }) => view === 1).length;
        return [FLEISS_READERS - ones, ones];
      }),
      { seed: SEED, level },
    ),
    readers: krippendorffAlpha(table(binary), { scale: 'nominal', seed: SEED, level }),
  };
}

function viewsOf({ scale, machine, readings }: CaseFacts): Views[] {
  if (scale.kind !== 'binary') return [];
  const one = (outcome: CaseFacts['machine']): 0 | 1 => (outcome === scale.favourable ? 1 : 0);
  const given = readings.flatMap(({ by, view }) => (view === null ? [] : [{ by, view: one(view) }]));
  return [{ machine: one(machine), given }];
}

/** One row for each reader and one column for each case. */
function table(cases: readonly Views[]): (number | null)[][] {
  const readers = [...new Set(cases.flatMap(({ given }) => given.map(({ by }) => by)))].toSorted();
  return readers.map((reader) => cases.map(({ given }) => given.find(({ by }) => by === reader)?.view ?? null));
}
