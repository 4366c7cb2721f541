import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  monitorLines,
  observer,
  planMonitor,
  startMonitor,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

interface Person {
  readonly sex: string;
  readonly score: number;
  readonly label: 0 | 1;
}

/** The lines of series that counted the same people in two blocks: in the first they get their series, and are shown in the second. */
function linesOf(what: string, more: string, people: readonly Person[]) {
  const text = monitoredPolicy({ more: `, labelHorizon: 1d${more}`, requirements: monitoredRequirement('q', what) });
  const { policy } = parsePolicy(text.replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n'));
  const plan = planMonitor(policy);
  const observe = observer(policy, plan);
  const state = startMonitor(plan);
  for (let hour = 0; hour < 2; hour++) {
    const pane = emptyPane(plan);
    for (const { sex, score, label } of people) {
      const seen = observe((column) => ({ sex, s: score, p: score >= 0.5 ? '1' : '0', y: `${label}` })[column]);
      if ('observation' in seen) addDecision(pane, seen.observation);
    }
    for (const phase of ['decisions', 'labels'] as const)
      closeBlock(plan, state, {
        phase,
        window: windowOf(plan, START + hour * HOUR),
        panes: new Map([['loans', pane]]),
      });
  }
  return monitorLines(plan, state);
}

const many = (sex: string, score: number, label: 0 | 1, n = 10): Person[] =>
  Array.from({ length: n }, () => ({ sex, score, label }));
/** Of twenty a side one tenth each above 1 and below 0, and of men nobody. */
const women = [...many('f', 1.3, 1, 4), ...many('f', 0.9, 1, 16), ...many('f', -0.2, 0, 4), ...many('f', 0.2, 0, 16)];
const men = [...many('m', 0.9, 1, 20), ...many('m', 0.2, 0, 20)];
const asChances = (people: readonly Person[]): Person[] =>
  people.map((one) => ({ ...one, score: Math.min(1, Math.max(0, one.score)) }));
const F1 = 'metric: f1, by: [sex], compare: value, min: 0.5, live: false';

describe('scores that are no chances', () => {
  it.each([
    ['Brier scores', 'metric: brier, by: [sex], compare: value, max: 0.2', '', 'q', 0.2],
    ['mean scores', 'metric: mean_score, by: [sex], compare: value, max: 0.8', '', 'q', 0.2],
    ['areas', 'metric: auc, by: [sex], compare: value, min: 0.6', '', 'q', 0.2],
    ['calibration', F1, ', calibration: { bands: [0, 0.5, 1], by: [sex] }', 'calibration', 0.2],
    ['estimates', F1, ', estimates: { calibrationError: 0.02, requirements: [q] }', 'estimates.q', 0.2],
  ])('count in %s as the nearer end, and how many they are is told', (_, what, more, requirement, cut) => {
    const lines = linesOf(what, more, [...women, ...men]).filter((one) => one.requirement === requirement);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    for (const { series, amounts } of lines)
      expect(amounts).toEqual({ from: 0, to: 1, cut: series.group.sex === 'f' ? cut : 0, cutReference: null });
    const shown = (people: readonly Person[]) =>
      linesOf(what, more, people)
        .filter((one) => one.requirement === requirement)
        .map(({ estimate, n, component, series }) => ({ estimate, n, component, series }));
    expect(shown([...women, ...men])).toEqual(shown(asChances([...women, ...men])));
  });

  it('beside a reference are told of both', () => {
    const gap = 'metric: auc, by: [sex], compare: difference, max: 0.1, reference: { sex: f }';
    expect(linesOf(gap, '', [...women, ...men])).toMatchObject([{ amounts: { cut: 0, cutReference: 0.2 } }]);
  });

  it('rank beyond all chances in areas, and are not tied with them', () => {
    const what = 'metric: auc, by: [sex], compare: value, min: 0.6';
    const people = [...many('f', 1.2, 1, 20), ...many('f', 1, 0, 20)];
    expect(linesOf(what, '', people)).toMatchObject([{ estimate: 1, amounts: { cut: 0.5 } }]);
    expect(linesOf(what, '', asChances(people))).toMatchObject([{ estimate: 0.5, amounts: { cut: 0 } }]);
  });
});
