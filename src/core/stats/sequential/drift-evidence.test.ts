import { describe, expect, test } from 'vitest';
import { kolmogorovSmirnovOf, totalVariation, wassersteinOf } from '../drift/distances.js';
import { type DriftDistance, planDrift } from '../drift/plan.js';
import { sampleMultinomial } from '../resampling/multinomial.js';
import { createGenerator } from '../resampling/rng.js';
import reference from '../testdata/drift.json' with { type: 'json' };
import { blockDriftBets, blockDriftEvidence } from './drift-evidence.js';
import {
  endEvidenceAlarm,
  evidenceReached,
  isEvidenceAlarm,
  planEvidenceDetector,
  startEvidenceDetector,
  updateEvidenceDetector,
} from './evidence-detector.js';

const KINDS: readonly DriftDistance[] = ['total-variation', 'kolmogorov-smirnov', 'wasserstein'];
const POSITIONS = [0, 0.3, 1];
const SHARES = [0.5, 0.3, 0.2];
const distanceOf = (kind: DriftDistance, law: number[]): number => {
  const [p, q] = [Float64Array.from(law), Float64Array.from(SHARES)];
  if (kind === 'total-variation') return totalVariation(p, q);
  return kind === 'wasserstein' ? wassersteinOf(p, q, POSITIONS) : kolmogorovSmirnovOf(p, q);
};

/** Expectation of the e-value of a block over all its outcomes, person by person, each with a law of their own. */
function expectation(kind: DriftDistance, tolerance: number, past: number[], laws: number[][]): number {
  const plan = planDrift({
    distance: kind,
    reference: SHARES.map((share) => share * 1000),
    positions: POSITIONS,
    tolerance,
    referenceRisk: null,
  });
  const block = [0, 0, 0];
  const visit = (person: number, chance: number): number => {
    if (chance === 0) return 0;
    if (person === laws.length) return chance * Math.exp(blockDriftEvidence({ plan, past, block }));
    return laws[person]!.reduce((sum, share, b) => {
      block[b]! += 1;
      const part = visit(person + 1, chance * share);
      block[b]! -= 1;
      return sum + part;
    }, 0);
  };
  return visit(0, 1);
}

const PASTS = [
  [1, 0, 0],
  [0, 0, 1],
  [4, 9, 2],
  [500, 200, 300],
  [200, 500, 300],
  [300, 300, 400],
];
/** Laws in every direction from the reference; the tolerance is set to their very distance, so that each stands on the boundary. */
const LAWS = [
  [0.6, 0.2, 0.2],
  [0.4, 0.4, 0.2],
  [0.5, 0.1, 0.4],
  [0.3, 0.3, 0.4],
  [0.55, 0.35, 0.1],
  [0.9, 0.1, 0],
  [0, 0.5, 0.5],
];

describe('evidence of drift', () => {
  test.each(reference.evidence)('is that of 40 digits: $distance, $block', (each) => {
    const plan = planDrift({ ...each, distance: each.distance as DriftDistance });
    const found = blockDriftEvidence({ plan, past: each.past, block: each.block });
    expect(Math.abs(found - each.logEvidence)).toBeLessThan(1e-9 * Math.max(1, Math.abs(each.logEvidence)));
  });

  test.each(KINDS)(
    'of %s has an expectation of at most 1 over all outcomes, at the boundary in every direction',
    (kind) => {
      let most = 0;
      for (const law of LAWS) {
        for (const past of PASTS) {
          for (const people of [1, 2, 5]) {
            const laws = Array.from({ length: people }, () => law);
            most = Math.max(most, expectation(kind, distanceOf(kind, law), past, laws));
          }
        }
      }
      expect(most).toBeLessThanOrEqual(1 + 1e-12);
      // The bound is reached where past and law lie in the same direction.
      expect(most).toBeGreaterThan(0.999);
    },
  );

  test('has it too when the law moves within the block and only its average keeps the tolerance', () => {
    const laws = [
      [0.9, 0.05, 0.05],
      [0.7, 0.2, 0.1],
      [0.2, 0.3, 0.5],
      [0.6, 0.25, 0.15],
    ];
    const average = [0, 1, 2].map((b) => laws.reduce((sum, law) => sum + law[b]!, 0) / laws.length);
    for (const kind of KINDS) {
      for (const past of PASTS) {
        const found = expectation(kind, distanceOf(kind, average), past, laws);
        expect(found).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  test('grows when the past showed the way, and is none without past, people or a direction', () => {
    const plan = planDrift({ distance: 'total-variation', reference: [5000, 5000], tolerance: 0.05 });
    const at = (past: number[], block: number[]) => blockDriftEvidence({ plan, past, block });
    expect(at([700, 300], [70, 30])).toBeCloseTo(2.348, 3);
    expect(at([700, 300], [50, 50])).toBeLessThan(0);
    // The past points the other way: nothing is shown yet, and the next block will know.
    expect(at([300, 700], [70, 30])).toBeLessThan(0);
    for (const none of [at([0, 0], [70, 30]), at([700, 300], [0, 0]), at([500, 500], [70, 30])]) expect(none).toBe(0);
    expect(blockDriftBets({ plan, past: [500, 500], block: [70, 30] })).toBeNull();
  });

  test('a witness that no law can lift above the tolerance is not bet on', () => {
    const plan = planDrift({ distance: 'total-variation', reference: [990, 10], tolerance: 0.05, referenceRisk: null });
    expect(blockDriftBets({ plan, past: [100, 0], block: [100, 0] })).toBeNull();
    expect(blockDriftBets({ plan, past: [90, 10], block: [90, 10] })).not.toBeNull();
  });

  test.each([
    [{ past: [1, 2, 3] }, /2 bins and the other 3/],
    [{ block: [1] }, /1 bins/],
    [{ block: [1.5, 2] }, /block\[0\] is 1.5/],
    [{ block: [-1, 2] }, /-1/],
    [{ excesses: [] }, /0 excesses/],
  ])('refuses %j', (wrong, words) => {
    const plan = planDrift({ distance: 'total-variation', reference: [500, 500], tolerance: 0.05 });
    expect(() => blockDriftEvidence({ plan, past: [7, 3], block: [7, 3], ...wrong })).toThrow(words);
  });
});

describe('a detector over evidence', () => {
  test.each(KINDS)('finds a shift of %s, and keeps silent at the boundary', (kind) => {
    const generator = createGenerator(`detector ${kind}`);
    const shares = [0.25, 0.25, 0.25, 0.25];
    const positions = [0, 0.33, 0.67, 1];
    const plan = planDrift({
      distance: kind,
      reference: [25000, 25000, 25000, 25000],
      positions,
      tolerance: 0.05,
      referenceRisk: null,
    });
    const detector = planEvidenceDetector({ bets: 5, threshold: 36_000 });
    const blocksToAlarm = (law: number[], most: number): number | null => {
      const state = startEvidenceDetector(detector);
      const past = new Float64Array(4);
      for (let t = 1; t <= most; t++) {
        const block = sampleMultinomial(100, law, generator);
        if (updateEvidenceDetector(detector, state, blockDriftBets({ plan, past, block })) === 'alarm') return t;
        block.forEach((count, b) => {
          past[b]! += count;
        });
      }
      return null;
    };
    expect(blocksToAlarm(shares, 300)).toBeNull();
    // On the boundary of all three at once: 0.05 has gone from one end to the other.
    expect(blocksToAlarm([0.2, 0.25, 0.25, 0.3], 300)).toBeNull();
    expect(blocksToAlarm([0.05, 0.25, 0.25, 0.45], 300)).toBeLessThan(30);
  });

  test('raises alarms in at most one of A blocks while claims hold', () => {
    // Coins that double the stake or take nearly all of it, one for all bets: the e-values have expectation 1 exactly.
    const generator = createGenerator('coins');
    const threshold = 50;
    const plan = planEvidenceDetector({ bets: 2, threshold });
    const state = startEvidenceDetector(plan);
    const blocks = 40_000;
    let alarms = 0;
    for (let t = 0; t < blocks; t++) {
      const up = generator.nextUniform() < 0.5;
      const logs = [Math.log(up ? 1.9 : 0.1), Math.log(up ? 1.2 : 0.8)];
      if (updateEvidenceDetector(plan, state, logs) === 'none') continue;
      alarms += 1;
      endEvidenceAlarm(state);
    }
    expect(alarms).toBeGreaterThan(0);
    expect(alarms).toBeLessThanOrEqual(blocks / threshold);
  });

  test('holds its evidence after an alarm, takes nothing in until it is ended, and skips blocks without evidence', () => {
    const plan = planEvidenceDetector({ bets: 1, threshold: 100 });
    const state = startEvidenceDetector(plan);
    expect(updateEvidenceDetector(plan, state, [-3])).toBe('none');
    expect(updateEvidenceDetector(plan, state, null)).toBe('none');
    // What fell below 1 is forgotten.
    expect(updateEvidenceDetector(plan, state, [5])).toBe('alarm');
    expect(evidenceReached(state)).toBe(5);
    expect(updateEvidenceDetector(plan, state, [5])).toBe('none');
    expect([isEvidenceAlarm(state), evidenceReached(state)]).toEqual([true, 5]);
    endEvidenceAlarm(state);
    expect([isEvidenceAlarm(state), evidenceReached(state)]).toEqual([false, 0]);
  });

  test.each([
    [{ bets: 0, threshold: 10 }, /0 bets/],
    [{ bets: 65, threshold: 10 }, /65 bets/],
    [{ bets: 5, threshold: 1 }, /threshold is 1/],
    [{ bets: 5, threshold: Number.POSITIVE_INFINITY }, /threshold is Infinity/],
  ])('refuses %j', (wrong, words) => expect(() => planEvidenceDetector(wrong)).toThrow(words));

  test('refuses evidence that is none, or of another plan', () => {
    const plan = planEvidenceDetector({ bets: 2, threshold: 10 });
    const state = startEvidenceDetector(plan);
    expect(() => updateEvidenceDetector(plan, state, [1, Number.NaN])).toThrow(/log 1/);
    expect(() => updateEvidenceDetector(plan, state, [1])).toThrow(/2 bets/);
    expect(() => updateEvidenceDetector(plan, new Float64Array(9), [1, 1])).toThrow(/state 7/);
  });
});
