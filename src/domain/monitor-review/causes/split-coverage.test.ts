import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator, type Generator, sampleMultinomial } from '../../../core/stats/index.js';
import { addDecision, emptyPane, type Pane, planMonitor, type RateWatch } from '../../monitor/index.js';
import type { Compared } from './sides.js';
import { type SplitChange, splitChange } from './split.js';

/** Worlds of each row; the table of the documents is of 5,000 (`SPLIT_WORLDS=5000`). */
const WORLDS = Number(process.env.SPLIT_WORLDS ?? 300);
/** What misses at 0.99, and how many standard errors of a simulation more than that are taken for chance. */
const MISSED = 0.01;
const ERRORS = 4;
/** Counts that stand for the law itself. */
const ENDLESS = 1e12;
const REGIONS = ['north', 'south'];
const BANDS = ['2', '4', '6'];

/** Of one group at one time: shares of the regions, of the bands of scores in each, and what is selected in each band. */
interface Law {
  readonly regions: readonly number[];
  readonly bands: readonly (readonly number[])[];
  readonly selected: readonly number[];
}

const BEFORE: Law = {
  regions: [0.5, 0.5],
  bands: [
    [0.5, 0.3, 0.2],
    [0.2, 0.3, 0.5],
  ],
  selected: [0.1, 0.5, 0.9],
};
const MOVED: Partial<Record<string, Law>> = {
  nothing: BEFORE,
  mix: { ...BEFORE, regions: [0.8, 0.2] },
  scores: {
    ...BEFORE,
    bands: [
      [0.7, 0.2, 0.1],
      [0.4, 0.3, 0.3],
    ],
  },
  rule: { ...BEFORE, selected: [0.05, 0.3, 0.8] },
  'all three': {
    regions: [0.7, 0.3],
    bands: [
      [0.6, 0.2, 0.2],
      [0.3, 0.3, 0.4],
    ],
    selected: [0.1, 0.4, 0.8],
  },
};

/** The cells of a group as they are drawn: every region, band, answer and label. */
function cellsOf(sex: string, law: Law) {
  const cells: { values: string[]; decided: 0 | 1; label: 0 | 1; chance: number }[] = [];
  for (const [r, region] of REGIONS.entries())
    for (const [b, band] of BANDS.entries())
      for (const decided of [0, 1] as const)
        for (const label of [0, 1] as const) {
          const selected = law.selected[b]!;
          const chance = law.regions[r]! * law.bands[r]![b]! * (decided === 1 ? selected : 1 - selected);
          const isRight = decided === label;
          cells.push({ values: [sex, region, band], decided, label, chance: chance * (isRight ? 0.7 : 0.3) });
        }
  return cells;
}

const plan = planMonitor(
  parsePolicy(
    monitoredPolicy({
      more: ', labelHorizon: 1d, causes: { mix: [region], score: { column: s } }',
      requirements:
        monitoredRequirement() +
        monitoredRequirement('right', 'metric: balanced_accuracy, by: [sex], compare: value, min: 0.4'),
    }).replace('{ sex: { reference: m } }', '{ sex: { reference: m }, region: {} }'),
  ).policy,
);

/** Counts of women by one law and of men as before. @param n people of each; null for the law itself */
function paneOf(women: Law, n: number | null, random: Generator): Pane {
  const pane = emptyPane(plan);
  for (const [sex, law] of [
    ['f', women],
    ['m', BEFORE],
  ] as const) {
    const cells = cellsOf(sex, law);
    const counts =
      n === null
        ? cells.map(({ chance }) => Math.round(chance * ENDLESS))
        : sampleMultinomial(
            n,
            cells.map(({ chance }) => chance),
            random,
          );
    for (const [i, { values, decided, label }] of cells.entries()) {
      addDecision(pane, { values, decided, label });
      const own = pane.cells.get(JSON.stringify(values))!.counts;
      const at = decided * (pane.places + 1) + label;
      own[at] = own[at]! - 1 + counts[i]!;
    }
  }
  return pane;
}

const PARTS = ['total', 'mix', 'behaviour', 'scores', 'rule'] as const;

function missed(requirement: string, moved: string, n: number): Record<string, number> {
  const watch = plan.watches.find((one) => one.requirement === requirement) as RateWatch;
  const random = createGenerator(`split ${requirement} ${moved} ${n}`);
  const splitOf = (size: number | null): SplitChange => {
    const panes = { before: paneOf(BEFORE, size, random), after: paneOf(MOVED[moved]!, size, random) };
    const sides = watch.compare === 'value' ? [['f']] : [['f'], ['m']];
    return splitChange({
      plan,
      watch,
      sides,
      blocks: [],
      times: { fromMs: 0, beginMs: 0, toMs: 0 },
      ...panes,
    } as Compared & { readonly watch: RateWatch })!;
  };
  const truth = splitOf(null);
  const sums: Record<string, number> = Object.fromEntries(PARTS.map((part) => [part, 0]));
  for (let world = 0; world < WORLDS; world++) {
    const found = splitOf(n);
    for (const part of PARTS) {
      const { lower, upper } = found[part]!;
      const { estimate } = truth[part]!;
      // The law itself is not a whole number of people.
      if (estimate < lower - 1e-9 || estimate > upper + 1e-9) sums[part]! += 1;
    }
  }
  return sums;
}

it('has intervals that hold the true parts in 99 of 100 worlds, those of scores and of means of rates too', () => {
  const most = MISSED * WORLDS + ERRORS * Math.sqrt(MISSED * WORLDS);
  const rows = ['gap', 'right'].flatMap((requirement) =>
    Object.keys(MOVED).flatMap((moved) =>
      [120, 2000].map((n) => ({ requirement, moved, n, ...missed(requirement, moved, n) })),
    ),
  );
  if (WORLDS > 300) console.table(rows);
  for (const row of rows)
    for (const part of PARTS)
      expect({ ...row, part, isHeld: ((row as Record<string, unknown>)[part] as number) <= most }).toMatchObject({
        isHeld: true,
      });
}, 600_000);
