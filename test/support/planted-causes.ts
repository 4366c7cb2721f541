import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator, type Generator } from '../../src/core/stats/index.js';
import type { MonitorPlan, Pane } from '../../src/domain/monitor/index.js';
import { addDecision, addUncounted, emptyPane, planMonitor } from '../../src/domain/monitor/index.js';

/** What can be planted; `none` is a gap that was there all along. */
export const PLANTED = [
  'mix',
  'drift',
  'version',
  'cutoff',
  'unrecorded cutoff',
  'pipeline',
  'label-delay',
  'none',
] as const;
export type Planted = (typeof PLANTED)[number];

const policyText = (metric: string, more: string): string => `tribune: policy/v1
name: loans
version: "1"
data:
  label: { column: y, positive: ['1'], negative: ['0'] }
  prediction: { column: p, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { sex: { reference: m }, region: {} }
  minGroupSize: 20
monitor:
  block: 6h
  falseAlarmsPerDay: 0.1
  causes: { mix: [region], version: version, cutoff: cutoff, score: { column: score } }${more}
requirements:
  - { id: gap, metric: ${metric}, by: [sex], compare: difference, max: 0.05, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }
`;

const HORIZON = '\n  labelHorizon: 2d';

/** The plan of a planted cause: delayed labels are seen where labels count. */
export const plantedPlan = (planted: Planted): MonitorPlan =>
  planMonitor(
    parsePolicy(
      planted === 'label-delay' ? policyText('true_positive_rate', HORIZON) : policyText('selection_rate', ''),
    ).policy,
  );

/** The plan of the same people, of whom only what turned out right is watched. */
export const labelsPlan = (): MonitorPlan => planMonitor(parsePolicy(policyText('base_rate', HORIZON)).policy);

/** Means of scores by region; its shares among everybody, and among women where others come. */
const REGIONS = ['north', 'south', 'west'] as const;
const MEANS = [0.42, 0.5, 0.58];
const SHARES = [0.3, 0.4, 0.3];
const MIXED = [0.75, 0.2, 0.05];
const SPREAD = 0.15;
const CUTOFF = 0.5;

function pick(random: Generator, shares: readonly number[]): number {
  let at = random.nextUniform();
  for (const [i, share] of shares.entries()) {
    at -= share;
    if (at < 0) return i;
  }
  return shares.length - 1;
}

/** Normal enough: the sum of twelve uniform draws less 6. */
function nearNormal(random: Generator): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.nextUniform();
  return sum;
}

/** A block of a world in which something is planted, or not yet. */
export function plantedBlock(plan: MonitorPlan, random: Generator, planted: Planted | null, n = 240): Pane {
  const pane = emptyPane(plan);
  for (let i = 0; i < n; i++) addPerson(pane, random, { isWoman: i % 2 === 1, planted });
  return pane;
}

function addPerson(
  pane: Pane,
  random: Generator,
  { isWoman, planted }: { readonly isWoman: boolean; readonly planted: Planted | null },
): void {
  const hit = isWoman ? planted : null;
  const region = pick(random, hit === 'mix' ? MIXED : SHARES);
  const lower = hit === 'drift' || hit === 'version' || hit === 'none' ? 0.08 : 0;
  const score = Math.min(0.999, Math.max(0, MEANS[region]! - lower + SPREAD * nearNormal(random)));
  // The higher cutoff holds for women alone, as one by group would: for all it moves both alike.
  const cutoff = hit === 'cutoff' || hit === 'unrecorded cutoff' ? CUTOFF + 0.1 : CUTOFF;
  const decided = score >= cutoff ? 1 : 0;
  if (hit === 'pipeline' && decided === 1 && random.nextUniform() < 0.4) {
    addUncounted(pane, 'unreadable: prediction');
    return;
  }
  const label = random.nextUniform() < score ? 1 : 0;
  const isLate = hit === 'label-delay' && decided === 1 && label === 1 && random.nextUniform() < 0.5;
  const version = planted === 'version' ? 'v2' : 'v1';
  const shown = String(planted === 'unrecorded cutoff' ? CUTOFF : cutoff);
  const values = [isWoman ? 'f' : 'm', REGIONS[region]!, version, shown, String(Math.floor(score * 10))];
  addDecision(pane, { values, decided, label: isLate ? null : label });
}

export const generatorOf = (planted: Planted, seed: number): Generator =>
  createGenerator(1000 * (1 + PLANTED.indexOf(planted)) + seed);
