import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleMultinomial, samplingErrorOf } from '../../core/stats/index.js';
import { closeBlock, emptyPane, type Pane, planMonitor, startMonitor, windowOf } from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
/** `TRIBUNE_LONG=1` closes a year of 150 series (a few minutes), in place of 20 days of 20. */
const IS_LONG = process.env.TRIBUNE_LONG !== undefined;
const [DEPLOYMENTS, DAYS] = IS_LONG ? [150, 365] : [20, 20];
const PEOPLE = 100_000;
const TOLERANCE = 0.05;
const OFF = monitoredRequirement(
  'off',
  'metric: selection_rate, by: [sex], compare: difference, max: 0.05, live: false',
);

const planOf = (distance: string) => {
  const counts = Array.from({ length: 4 }, () => PEOPLE / 4).join(', ');
  const drift = `{ score: { bins: [0.25, 0.5, 0.75], distance: ${distance}, tolerance: ${TOLERANCE}, reference: { counts: [${counts}] } } }`;
  const text = monitoredPolicy({ more: `, drift: ${drift}`, requirements: OFF });
  return planMonitor(
    parsePolicy(text.replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n')).policy,
  );
};

it.each([
  ['tv', 'total-variation', 6],
  ['ks', 'kolmogorov-smirnov', 4],
] as const)(
  'at the very boundary %s raises no more false alarms than the budget of the fleet, through plan, panes and states',
  (distance, name, bins) => {
    const plan = planOf(distance);
    const state = startMonitor(plan);
    const random = createGenerator(`drift errors ${distance}`);
    // Everything that the claim leaves room for: the tolerance, and what the reference may be away from its law.
    const moved = TOLERANCE + samplingErrorOf(name, bins, PEOPLE, 0.01);
    const law = [0.25 - moved / 2, 0.25 - moved / 2, 0.25 + moved / 2, 0.25 + moved / 2];
    const paneOf = (counts: Float64Array): Pane => {
      const pane = emptyPane(plan);
      const cell = { values: [], counts: new Float64Array(12) };
      cell.counts.set(counts, 6);
      cell.counts[5] = counts.reduce((sum, count) => sum + count, 0);
      pane.cells.set('[]', cell);
      return pane;
    };
    for (let hour = 0; hour < 24 * DAYS; hour++) {
      const panes = new Map<string, Pane>();
      for (let d = 0; d < DEPLOYMENTS; d++) panes.set(`d${d}`, paneOf(sampleMultinomial(100, law, random)));
      closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });
    }
    // In expectation at most 0.1 a day; a Poisson count with that mean exceeds the limit once in ten thousand seeds.
    const expected = 0.1 * DAYS;
    expect(state.alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 2);
    expect(state.epoch.series).toBe(DEPLOYMENTS);
    if (IS_LONG) console.log(`${distance}: ${state.alarms} alarms of ${expected} in expectation at most`);
  },
  IS_LONG ? 1_800_000 : undefined,
);
