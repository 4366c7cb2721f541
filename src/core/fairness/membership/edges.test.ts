import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../stats/resampling/rng.js';
import { type TallyRow, tallyRows } from '../tally/tally.js';
import { judgeMembership, membershipGap, membershipOf } from './index.js';

const SAMPLES = 300;
/** No error may be more frequent than this at the edge; a fair limit has half of it. */
const MOST = 0.05 * SAMPLES;
/** Probabilities of group a, all equally many. */
const AT = [0.15, 0.35, 0.55, 0.75, 0.95];
const SPEC = {
  policyDigest: '',
  attributes: ['p_a', 'p_b'],
  weightKind: 'none',
  score: { kind: 'none' },
  scoreScale: 1,
} as const;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is true of a group with probabilities q(p), where people are selected with chance rate(p). */
function truthOf(q: (p: number) => number, rate: (p: number) => number) {
  const share = mean(AT.map(q));
  const most = (chosen: (p: number) => number) => mean(AT.map((p) => Math.min(q(p), chosen(p)))) / share;
  return {
    value: mean(AT.map((p) => q(p) * rate(p))) / share,
    upper: most(rate),
    lower: 1 - most((p) => 1 - rate(p)),
  };
}

describe('requirements at the edge of groups known as probabilities', () => {
  for (const [name, rate] of [
    ['one rate', () => 0.4],
    ['a rate that grows with the probability', (p: number) => 0.2 + 0.5 * p],
    ['a rate equal to the probability, where bounds of a sample are drawn inwards everywhere', (p: number) => p],
  ] as const)
    it(`${name}: fails and passes by chance in at most 5 of 100 samples`, () => {
      const generator = createGenerator(20_261_129);
      const [a, b] = [truthOf((p) => p, rate), truthOf((p) => 1 - p, rate)];
      const wrong = { boundsFail: 0, boundsPass: 0, assumedFail: 0, assumedPass: 0 };
      for (let sample = 0; sample < SAMPLES; sample++) {
        const rows = Array.from({ length: 300 }, (): TallyRow => {
          const p = AT[Math.floor(generator.nextUniform() * AT.length)]!;
          const prediction = generator.nextUniform() < rate(p) ? 1 : 0;
          return { values: [String(p), (1 - p).toFixed(2)], label: null, prediction, score: null, weight: 1 };
        });
        const membership = membershipOf(tallyRows(SPEC, rows), { a: 'p_a', b: 'p_b' });
        const pair = { group: 'a', reference: 'b', compare: 'difference' } as const;
        const gap = membershipGap(membership, 'selection_rate', pair, { favourable: 1 });
        const assumed = judgeMembership(gap, { max: a.value - b.value, assume: 'independent' }).verdict;
        wrong.boundsFail += Number(judgeMembership(gap, { max: a.lower - b.upper }).verdict === 'fail');
        wrong.boundsPass += Number(judgeMembership(gap, { max: a.upper - b.lower - 1e-12 }).verdict === 'pass');
        wrong.assumedFail += Number(assumed === 'fail');
        wrong.assumedPass += Number(assumed === 'pass');
      }
      for (const count of Object.values(wrong)) expect(count).toBeLessThanOrEqual(MOST);
    }, 60_000);
});
