import { TribuneError } from '../../../core/base/errors.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { wilson } from '../../../core/stats/index.js';
import type { People } from '../people/index.js';
import type { RuleDecisions } from './apply-rule.js';
import type { RuleFile } from './rule-file.js';

/** Decisions that were recorded, beside those of the rule that they were to be made by. */
export interface AgainstRecorded {
  readonly column: string;
  /** Rows with both decisions, and those of them in which they are the same. */
  readonly compared: number;
  readonly equal: number;
  /** Rows in which somebody got 1 in place of 0, and 0 in place of 1. */
  readonly toOne: number;
  readonly toZero: number;
  /** The first rows that differ, at most 20. */
  readonly first: readonly number[];
  /** Rows without a recorded decision, and those with one of which the rule makes none. */
  readonly unrecorded: number;
  readonly undecided: number;
  readonly groups: readonly {
    readonly key: GroupKey;
    readonly n: number;
    /** Share with a recorded 1, with the ends of its interval at 0.95. */
    readonly rate: number;
    readonly lower: number;
    readonly upper: number;
    /** The share that was expected of the rule when it was found. */
    readonly planned: number;
    /** Whether the plan lies outside of the interval. */
    readonly isOff: boolean;
  }[];
}

const MOST_SHOWN = 20;
const LEVEL = 0.95;

/**
 * Holds recorded decisions against a rule: whether each is the rule's, and whether shares by group are those that were planned. Shares drift when the
 * mix of people does, without any decision being another.
 *
 * @throws TribuneError DATA_VALUE_INVALID for a recorded decision that is not 0 or 1
 */
export function againstRecorded(
  rule: RuleFile,
  people: People,
  { predictions }: RuleDecisions,
  column: string,
): AgainstRecorded {
  const text = (key: GroupKey): string => JSON.stringify(rule.attributes.map((name) => key[name]));
  const planned = new Map(rule.people.map(({ key, selectionRate }) => [text(key), selectionRate]));
  const counts = people.groups.keys.map(() => ({ n: 0, ones: 0 }));
  const first: number[] = [];
  let [compared, equal, toOne, toZero, unrecorded, undecided] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < people.rows; row++) {
    const recorded = recordedOf(people.text(column, row), column, row);
    if (recorded === null) {
      unrecorded++;
      continue;
    }
    const code = people.groups.codes[row]!;
    if (code >= 0) {
      counts[code]!.n++;
      counts[code]!.ones += recorded;
    }
    const own = predictions[row]!;
    if (own < 0) {
      undecided++;
      continue;
    }
    compared++;
    if (own === recorded) {
      equal++;
      continue;
    }
    if (recorded === 1) toOne++;
    else toZero++;
    if (first.length < MOST_SHOWN) first.push(row);
  }
  const groups = people.groups.keys.flatMap((key, g) => {
    const { n, ones } = counts[g]!;
    const plan = planned.get(text(key));
    if (n === 0 || plan === undefined) return [];
    const { lower, upper } = wilson({ successes: ones, n }, LEVEL)!;
    return [{ key, n, rate: ones / n, lower, upper, planned: plan, isOff: plan < lower || plan > upper }];
  });
  return { column, compared, equal, toOne, toZero, first, unrecorded, undecided, groups };
}

function recordedOf(text: string | null, column: string, row: number): 0 | 1 | null {
  const value = text?.trim() ?? '';
  if (value === '') return null;
  if (value === '0' || value === '1') return value === '1' ? 1 : 0;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `row ${row}, column "${column}" holds ${JSON.stringify(value.slice(0, 60))}`,
    {
      remedy: 'Give what was decided as 0 or 1, and nothing where nothing was.',
      place: { name: column },
    },
  );
}
