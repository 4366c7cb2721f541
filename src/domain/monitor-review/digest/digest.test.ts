import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { DAY_MS } from '../../../core/base/durations.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator, type Generator, sampleBinomial } from '../../../core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  monitorLines,
  type PaneAt,
  planMonitor,
  startMonitor,
  windowOf,
} from '../../monitor/index.js';
import { type Digest, dayDigest } from './index.js';

const START = Date.UTC(2026, 0, 5);
const LEVEL = monitoredRequirement('level', 'metric: selection_rate, by: [sex], compare: value, min: 0.4');
const plan = planMonitor(parsePolicy(monitoredPolicy({ block: '1d', requirements: LEVEL })).policy);

/** Days of groups of 200 people, of whom so many have the outcome; null is a day without decisions. */
function digest(days: readonly (readonly number[] | null)[], level = 0.1): Digest {
  const state = startMonitor(plan);
  const panes: PaneAt[] = [];
  days.forEach((groups, day) => {
    const pane = emptyPane(plan);
    groups?.forEach((selected, g) => {
      for (let i = 0; i < 200; i++)
        addDecision(pane, { values: [`g${g}`], decided: i < selected ? 1 : 0, label: null });
    });
    const window = windowOf(plan, START + day * DAY_MS);
    closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
    panes.push({ startMs: window.from, pane });
  });
  return dayDigest(plan, state, { deployment: 'loans', recent: { decisions: panes, labels: [] }, level });
}

const fair = (groups: number): number[] => Array.from({ length: groups }, () => 80);

describe('the digest of a day', () => {
  it('finds the series that went wrong on it, in a tree with the most evidence first', () => {
    const { day, tree, notTested } = digest([fair(10), fair(10), [...fair(8), 40, 30]]);
    expect(day).toEqual({ from: '2026-01-07T00:00:00.000Z', to: '2026-01-08T00:00:00.000Z' });
    expect([tree.kind, tree.name, tree.counts]).toEqual([
      'deployment',
      'loans',
      { series: 10, tested: 10, findings: 2 },
    ]);
    const [attributes] = tree.children;
    const [requirement] = attributes!.children;
    expect([attributes!.name, requirement!.name, notTested]).toEqual(['sex', 'level', 0]);
    expect(requirement!.children.slice(0, 3).map(({ series, isFinding }) => [series!.group.sex, isFinding])).toEqual([
      ['g9', true],
      ['g8', true],
      ['g0', false],
    ]);
    const mean = requirement!.children.reduce((sum, { eValue }) => sum + eValue!, 0) / 10;
    expect(tree.eValue).toBeCloseTo(mean, 6);
    expect(tree.isFinding).toBe(true);
  });

  it('takes blocks that are longer than a day for days, and says of what needs labels which day it is about', () => {
    const TPR = monitoredRequirement('tpr', 'metric: true_positive_rate, by: [sex], compare: value, min: 0.4');
    const text = monitoredPolicy({ block: '7d', more: ', labelHorizon: 30d', requirements: LEVEL + TPR });
    const weekly = planMonitor(parsePolicy(text).policy);
    const state = startMonitor(weekly);
    const panes: PaneAt[] = [];
    const first = windowOf(weekly, START).from;
    for (const [week, selected] of [80, 80, 30].entries()) {
      const pane = emptyPane(weekly);
      for (let i = 0; i < 200; i++) addDecision(pane, { values: ['f'], decided: i < selected ? 1 : 0, label: 1 });
      const window = windowOf(weekly, first + week * 7 * DAY_MS);
      const at = { window, panes: new Map([['loans', pane]]) };
      closeBlock(weekly, state, { phase: 'decisions', ...at });
      if (week < 2) closeBlock(weekly, state, { phase: 'labels', ...at });
      panes.push({ startMs: window.from, pane });
    }
    const recent = { decisions: panes, labels: panes.slice(0, 2) };
    const { day, tree } = dayDigest(weekly, state, { deployment: 'loans', recent, level: 0.1 });
    const week = (n: number): string => new Date(first + n * 7 * DAY_MS).toISOString();
    expect(day).toEqual({ from: week(2), to: week(3) });
    expect(tree.counts).toEqual({ series: 2, tested: 2, findings: 1 });
    expect(tree.children[0]!.children.map(({ name, day: of }) => [name, of])).toEqual([
      ['level', { from: week(2), to: week(3) }],
      ['tpr', { from: week(1), to: week(2) }],
    ]);
  });

  it('names the group that was compared with on the day, and not the one that is by now', () => {
    const GAP = monitoredRequirement(
      'gap',
      'metric: selection_rate, by: [sex], compare: ratio, min: 0.8, reference: highest',
    );
    const halves = planMonitor(parsePolicy(monitoredPolicy({ block: '12h', requirements: GAP })).policy);
    const state = startMonitor(halves);
    const panes: PaneAt[] = [];
    // On the day, the third, b overtakes a, and is what others are compared with in the half day after it.
    const [before, day] = [
      { a: 120, b: 80, c: 80 },
      { a: 60, b: 200, c: 30 },
    ];
    for (const [half, groups] of [before, before, before, before, day, day, before].entries()) {
      const pane = emptyPane(halves);
      for (const [sex, selected] of Object.entries(groups))
        for (let i = 0; i < 200; i++) addDecision(pane, { values: [sex], decided: i < selected ? 1 : 0, label: null });
      const window = windowOf(halves, START + (half * DAY_MS) / 2);
      closeBlock(halves, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
      panes.push({ startMs: window.from, pane });
    }
    const now = monitorLines(halves, state).find(({ series }) => series.group.sex === 'c');
    expect(now!.series.reference).toEqual({ sex: 'b' });
    const { tree } = dayDigest(halves, state, {
      deployment: 'loans',
      recent: { decisions: panes, labels: [] },
      level: 0.1,
    });
    const [c] = tree.children[0]!.children[0]!.children.filter(({ series }) => series!.group.sex === 'c');
    expect(c).toMatchObject({ series: { reference: { sex: 'a' } }, counts: { tested: 1 } });
  });

  it('says nothing of a day without decisions, and of one without a day before', () => {
    for (const days of [[fair(3)], [fair(3), fair(3), null]])
      expect(digest(days).tree).toMatchObject({ eValue: null, counts: { series: 3, tested: 0, findings: 0 } });
  });

  it('at the very boundary keeps the share of false findings, beside findings that are true', () => {
    const generator: Generator = createGenerator(11);
    const draw = (rate: number): number => sampleBinomial(200, rate, generator);
    const [runs, level] = [300, 0.2];
    let [sum, falseAlone, found] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const past = () => Array.from({ length: 10 }, () => draw(0.4));
      const isHarmed = run % 2 === 0;
      const today = Array.from({ length: 10 }, (_, g) => draw(isHarmed && g < 3 ? 0.2 : 0.4));
      const { tree } = digest([past(), past(), today], level);
      const leaves = tree.children[0]!.children[0]!.children.filter(({ isFinding }) => isFinding);
      const wrong = leaves.filter(({ series }) => !isHarmed || Number(series!.group.sex!.slice(1)) >= 3).length;
      if (isHarmed) found += leaves.length - wrong;
      sum += leaves.length === 0 ? 0 : wrong / leaves.length;
      if (!isHarmed && wrong > 0) falseAlone += 1;
    }
    expect(sum / runs).toBeLessThanOrEqual(level);
    expect(falseAlone / (runs / 2)).toBeLessThanOrEqual(level);
    expect(found / (1.5 * runs)).toBeGreaterThan(0.9);
  }, 60_000);
});
