import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../../core/stats/index.js';
import { cellKey } from '../../monitor-panes/index.js';
import {
  closeBlock,
  detectableGaps,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  type Pane,
  planMonitor,
  readState,
  startMonitor,
  stateJson,
  windowOf,
} from '../index.js';

const START = Date.UTC(2026, 0, 5);
const HOURS = 720;
const RUNS = 30;
/** Decisions an hour, and the rate while nothing is wrong. */
const SIZE = { m: 60, f: 40 };
const RATE = 0.4;

const planOf = (what: string): MonitorPlan =>
  planMonitor(
    parsePolicy(
      monitoredPolicy({ requirements: monitoredRequirement('one', `metric: selection_rate, by: [sex], ${what}`) }),
    ).policy,
  );

/** A pane in which so many of each group are selected. */
function paneOf(plan: MonitorPlan, selected: Readonly<Record<'m' | 'f', number>>): Pane {
  const pane = emptyPane(plan);
  for (const sex of ['m', 'f'] as const) {
    const counts = Float64Array.of(0, 0, SIZE[sex] - selected[sex], 0, 0, selected[sex]);
    pane.cells.set(cellKey([sex]), { values: [sex], counts });
  }
  return pane;
}

/** Closes the next hour and says whether the women fire. */
function close(plan: MonitorPlan, state: MonitorState, pane: Pane): boolean {
  const window = windowOf(plan, state.closed.decisions ?? START);
  const changes = closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
  return changes.some((one) => one.state === 'firing' && one.series.group.sex === 'f');
}

describe('the gap that a series would find in 30 days', () => {
  it.each([
    ['difference', 'compare: difference, max: 0.05', (gap: number) => RATE - gap, RATE - 0.05],
    ['ratio', 'compare: ratio, min: 0.8', (ratio: number) => RATE * ratio, RATE * 0.8],
    ['level', 'compare: value, min: 0.35', (level: number) => level, 0.35],
  ])('is found as often as promised, and half of it beyond the bound less often: %s', (_, what, rateAt, boundary) => {
    const plan = planOf(what);
    const random = createGenerator('detectable');
    const quiet = startMonitor(plan);
    for (let hour = 0; hour < 48; hour++) close(plan, quiet, paneOf(plan, { m: SIZE.m * RATE, f: SIZE.f * RATE }));
    const stored = JSON.parse(JSON.stringify(stateJson(quiet))) as unknown;
    const { gapIn30Days } = detectableGaps(plan, quiet).find(({ series }) => series.group.sex === 'f')!;
    const foundAt = (rate: number): number => {
      let found = 0;
      for (let run = 0; run < RUNS; run++) {
        const state = readState(plan, stored);
        for (let hour = 0; hour < HOURS; hour++) {
          const selected = { m: sampleBinomial(SIZE.m, RATE, random), f: sampleBinomial(SIZE.f, rate, random) };
          if (!close(plan, state, paneOf(plan, selected))) continue;
          found += 1;
          break;
        }
      }
      return found / RUNS;
    };
    expect(foundAt(rateAt(gapIn30Days!))).toBeGreaterThan(0.7);
    expect(foundAt((rateAt(gapIn30Days!) + boundary) / 2)).toBeLessThan(0.8);
  });
});
