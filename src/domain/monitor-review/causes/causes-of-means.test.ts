import { expect, it } from 'vitest';
import { amountPolicy, amountRequirement } from '../../../../test/support/amount-policy.js';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator } from '../../../core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  type PaneAt,
  planMonitor,
  STEPS,
  type StateChange,
  startMonitor,
  windowOf,
} from '../../monitor/index.js';
import { explained } from './index.js';
import type { CauseReport } from './types.js';

const START = Date.UTC(2026, 0, 5);
const BLOCK = 6 * HOUR_MS;
const QUIET = 40;
const MOST = 160;
/** Worlds of each kind; the table of the documents is of 200 (`PLANTED_WORLDS=200`). */
const WORLDS = Number(process.env.PLANTED_WORLDS ?? 10);

const REGIONS = ['north', 'south', 'west'] as const;
/** Limits by region, as shares of 10,000, and the shares of the regions; where other people come, those of women. */
const MEANS = [0.3, 0.5, 0.7];
const SHARES = [0.3, 0.4, 0.3];
const MIXED = [0.6, 0.3, 0.1];
const SPREAD = 0.2;
const LOWER = 0.12;
const PLANTED = ['mix', 'version', 'none'] as const;

const plan = planMonitor(
  parsePolicy(
    amountPolicy({
      block: '6h',
      more: ', amounts: { to: 10000 }, causes: { mix: [region], version: version }',
      requirements: amountRequirement('limits', 'metric: mean_amount, by: [sex], compare: difference, max: 500'),
    }).replace('{ sex: { reference: m } }', '{ sex: { reference: m }, region: {} }'),
  ).policy,
);

/** Lets a world run until the monitor fires, and asks why. */
function reportOf(planted: (typeof PLANTED)[number], seed: number): CauseReport {
  const random = createGenerator(`${planted} ${seed}`);
  const state = startMonitor(plan);
  const panes: PaneAt[] = [];
  for (let block = 0; block < MOST; block++) {
    const pane = emptyPane(plan);
    for (let i = 0; i < 240; i++) {
      const isHit = i % 2 === 1 && (planted === 'none' || block >= QUIET);
      const shares = isHit && planted === 'mix' ? MIXED : SHARES;
      const drawn = random.nextUniform();
      const region = drawn < shares[0]! ? 0 : drawn < shares[0]! + shares[1]! ? 1 : 2;
      const lower = isHit && planted !== 'mix' ? LOWER : 0;
      const amount = Math.min(1, Math.max(0, MEANS[region]! - lower + SPREAD * (2 * random.nextUniform() - 1)));
      const version = planted === 'version' && block >= QUIET ? 'v2' : 'v1';
      const values = [i % 2 === 1 ? 'f' : 'm', REGIONS[region]!, version];
      addDecision(pane, { values, decided: 0, label: null, steps: [Math.round(amount * STEPS)] });
    }
    const startMs = START + block * BLOCK;
    panes.push({ startMs, pane });
    const closed = { phase: 'decisions' as const, window: windowOf(plan, startMs), panes: new Map([['loans', pane]]) };
    const fired = closeBlock(plan, state, closed).find(({ state: one }: StateChange) => one === 'firing');
    if (fired !== undefined) return explained(plan, [fired], () => panes)[0]!.causes!;
  }
  throw new Error(`${planted} ${seed} never fired`);
}

it('the causes of a gap of means are those that were planted, in nearly every world', () => {
  const right = { mix: 'mix', version: 'version', none: 'undecided' } as const;
  const table = PLANTED.map((planted) => {
    const found: Record<string, number> = {};
    for (let seed = 0; seed < WORLDS; seed++) {
      const { verdict } = reportOf(planted, seed);
      found[verdict] = (found[verdict] ?? 0) + 1;
    }
    return { planted, found };
  });
  if (WORLDS > 10) console.log(JSON.stringify(table));
  for (const { planted, found } of table) expect(found[right[planted]] ?? 0).toBeGreaterThanOrEqual(0.9 * WORLDS);
}, 600_000);

it('the parts of a gap of means are in the unit of the amounts, and add up to it', () => {
  const { split, causes, after } = reportOf('mix', 1);
  const { total, mix, behaviour } = split!;
  expect(mix.estimate + behaviour.estimate).toBeCloseTo(total.estimate, 6);
  // 0.6, 0.3, 0.1 in place of 0.3, 0.4, 0.3 of 3,000, 5,000 and 7,000.
  expect(Math.abs(mix.estimate + 1000)).toBeLessThan(150);
  expect(Date.parse(after.from)).toBeGreaterThan(START + QUIET * BLOCK - DAY_MS);
  expect(causes[0]!.evidence).toMatch(/^other shares of region account for −\d+\.\d{3} \(/);
});
