import { nullsWithin } from '../../../core/stats/index.js';
import { countIndex } from '../panes/places.js';
import type { Watch } from './types.js';

/** What the policy asks of the data. */
interface QualityBounds {
  readonly maxMissing?: number | undefined;
  readonly minLabelCoverage?: number | undefined;
}

/** Outcomes of a decision, and those of whether a value is missing: two of each. */
const PLACES = 2;
/** Where decisions without a value are counted, and the others, in a group that is made for the watch (`BlockCells`). */
export const MISSING: number = 0;
export const PRESENT: number = 1;

/**
 * Watches of the data themselves: missing values of each attribute, and the label coverage of each group that a requirement with labels is about. They stand
 * first, so that what they inhibit is known when a block is taken in.
 */
export function qualityWatches(
  watches: readonly Watch[],
  attributes: readonly string[],
  { maxMissing, minLabelCoverage }: QualityBounds,
): Watch[] {
  const missing = maxMissing === undefined ? [] : attributes.map((name, at) => missingWatch(name, at, maxMissing));
  const sets = new Map(
    watches.filter(({ phase }) => phase === 'labels').map(({ by, at }) => [JSON.stringify(by), { by, at }]),
  );
  const labels =
    minLabelCoverage === undefined
      ? []
      : [...sets.values()].map(({ by, at }) => coverageWatch(by, at, minLabelCoverage));
  return [...missing, ...labels];
}

const frame = {
  metric: null,
  component: null,
  compare: 'value',
  reference: { kind: 'none' },
  severity: 'ticket',
} as const;

function missingWatch(attribute: string, at: number, max: number): Watch {
  const id = `quality.missing.${attribute}`;
  return {
    ...frame,
    id,
    requirement: id,
    quality: { kind: 'missing', attribute, at },
    by: [],
    at: [],
    phase: 'decisions',
    rates: [{ weight: 1, n: [MISSING, PRESENT], successes: [MISSING] }],
    hypotheses: nullsWithin({ compare: 'value', max }),
    bound: { max },
  };
}

function coverageWatch(by: readonly string[], at: readonly number[], min: number): Watch {
  const id = `quality.labels.${by.length === 0 ? 'everybody' : by.join('.')}`;
  const labelled: number[] = [];
  const all: number[] = [];
  for (let decided = 0; decided < PLACES; decided++)
    for (const label of [0, 1, null]) {
      const index = countIndex(PLACES, { decided, label });
      all.push(index);
      if (label !== null) labelled.push(index);
    }
  return {
    ...frame,
    id,
    requirement: id,
    quality: { kind: 'labels' },
    by,
    at,
    phase: 'labels',
    rates: [{ weight: 1, n: all, successes: labelled }],
    hypotheses: nullsWithin({ compare: 'value', min }),
    bound: { min },
  };
}
