import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import { addDecision, closeBlock, emptyPane, monitorLines, planMonitor, startMonitor, windowOf } from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const BLOCKS = 24;
const PEOPLE = 150;
const WORLDS = 100;
const OFF = monitoredRequirement(
  'off',
  'metric: selection_rate, by: [sex], compare: difference, max: 0.05, live: false',
);

function planOf(distance: string, returns: string) {
  const drift = `{ score: { bins: [0.25, 0.5, 0.75], distance: ${distance}, tolerance: 0.3, reference: { first: 1d${returns} } } }`;
  const text = monitoredPolicy({ more: `, drift: ${drift}`, requirements: OFF });
  return planMonitor(
    parsePolicy(text.replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n')).policy,
  );
}

/** Distance of counts from people who are in each of four bins alike. */
function distanceOf(name: string, counts: readonly number[], n: number): number {
  const apart = counts.map((count) => count / n - 0.25);
  if (name === 'tv') return apart.reduce((sum, one) => sum + Math.abs(one), 0) / 2;
  let sum = 0;
  return apart.reduce((most, one) => {
    sum += one;
    return Math.max(most, Math.abs(sum));
  }, 0);
}

/** In how many worlds a beginning in which the same people come again and again is further from its law than the monitor says. */
function beyond(distance: string, returns: string, shareOfBlocks: number): number {
  const plan = planOf(distance, returns);
  const random = createGenerator(`returns ${distance} ${shareOfBlocks}`);
  let found = 0;
  for (let world = 0; world < WORLDS; world++) {
    const state = startMonitor(plan);
    const bins = Array.from({ length: PEOPLE }, () => Math.floor(4 * random.nextUniform()));
    const counts = [0, 0, 0, 0];
    for (let block = 0; block < BLOCKS; block++) {
      const pane = emptyPane(plan);
      for (const bin of bins) {
        if (random.nextUniform() >= shareOfBlocks) continue;
        counts[bin]! += 1;
        addDecision(pane, { values: [], decided: 1, label: null, bins: [bin] });
      }
      const window = windowOf(plan, START + block * HOUR);
      closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
    }
    const drift = monitorLines(plan, state)[0]!.drift!;
    const n = counts.reduce((sum, count) => sum + count, 0);
    expect(drift.nReference).toBe(n);
    if (distanceOf(distance, counts, n) > drift.referenceError) found += 1;
  }
  return found;
}

describe('a beginning to which the same people come again', () => {
  it.each(['tv', 'ks'])(
    'is as far from its law as %s says where returns is declared, and further where it is not',
    (distance) => {
      for (const shareOfBlocks of [1, 0.5]) {
        expect(beyond(distance, `, returns: ${BLOCKS}`, shareOfBlocks)).toBeLessThanOrEqual(0.01 * WORLDS + 4);
        expect(beyond(distance, '', shareOfBlocks)).toBeGreaterThan(0.4 * WORLDS);
      }
    },
  );

  it('says in each line how often a person is taken to have come', () => {
    for (const [returns, said] of [
      ['', 1],
      [', returns: 24', 24],
    ] as const) {
      const plan = planOf('ks', returns);
      const state = startMonitor(plan);
      for (let block = 0; block < BLOCKS; block++) {
        const pane = emptyPane(plan);
        for (let i = 0; i < 400; i++) addDecision(pane, { values: [], decided: 1, label: null, bins: [i % 4] });
        const window = windowOf(plan, START + block * HOUR);
        closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
      }
      const drift = monitorLines(plan, state)[0]!.drift!;
      const people = (400 * BLOCKS) / said;
      expect(drift).toMatchObject({ nReference: 400 * BLOCKS, returns: said });
      expect(drift.referenceError).toBeCloseTo(Math.sqrt(Math.log(200) / (2 * people)), 12);
    }
  });
});
