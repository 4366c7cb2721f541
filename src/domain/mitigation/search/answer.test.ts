import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../../core/stats/index.js';
import { type Against, answerOf, isShownNone, shownAmong, visibleReduction } from './answer.js';
import { type Contrast, lossOf, reductionOf } from './contrast.js';

const ALPHA = 0.05;
const isLong = process.env.TRIBUNE_LONG !== undefined;
const SEARCHES = isLong ? 10_000 : 300;

/** Rates of the favourable decision in two groups, and how much of the quality is lost. */
interface World {
  readonly people: number;
  readonly reference: readonly [number, number];
  readonly candidate: readonly [number, number];
  /** Share of the people whom the candidate moves although the rates would not ask for it. */
  readonly churn: number;
  readonly loss: number;
}

const PAIRS = [
  [0, 1],
  [1, 0],
] as const;

/** One search: a reference and three candidates that all are as the world says, about the same people. */
function against(world: World, seed: string): Against[] {
  const random = createGenerator(seed);
  const n = world.people;
  const codes = Int32Array.from({ length: n }, (_, i) => i % 2);
  const before = Uint8Array.from(codes, (g) => +(random.nextUniform() < world.reference[g]!));
  const contrast: Contrast = {
    part: Int32Array.from(codes.keys()),
    weights: null,
    isCount: false,
    codes,
    groups: 2,
    top: [0, 1, 0, 1],
    below: [1, 1, 1, 1],
    // The reference is right about everybody but those whom churn and loss leave it wrong about.
    label: Float64Array.from(before, (decision) => (random.nextUniform() < 0.25 ? 1 - decision : decision)),
    worth: [1, 0, 0, 1],
    isRatio: false,
    pairs: PAIRS,
  };
  return [0, 1, 2].map((): Against => {
    const now = before.map((decision, i) => {
      const [from, to] = [world.reference[codes[i]!]!, world.candidate[codes[i]!]!];
      const down = world.churn + Math.max(0, (from - to) / from);
      const up = (world.churn * from + Math.max(0, to - from)) / (1 - from);
      const chance = decision === 1 ? 1 - down : up;
      return +(random.nextUniform() < chance);
    });
    const reduction = reductionOf(contrast, { before, now, from: PAIRS[0], to: PAIRS[0] });
    const { error } = lossOf(contrast, before, now);
    // Quality is drawn beside the decisions, so that its truth is known.
    return { reduction, loss: { estimate: world.loss + error * random.nextNormal(), error } };
  });
}

/** Share of searches in which something is so. */
function share(world: World, isSo: (found: Against[]) => boolean): number {
  let count = 0;
  for (let s = 0; s < SEARCHES; s++) if (isSo(against(world, `search ${s}`))) count++;
  return count / SEARCHES;
}

const margins = { gain: 0.02, tolerance: 0.01 };
const saysYes = (found: Against[]): boolean => shownAmong(found, margins, ALPHA).some(({ isShown }) => isShown);
const saysNo = (found: Against[]): boolean => answerOf(false, found, margins, ALPHA) === 'no within the class tried';

/** Three standard errors of a share of 5 % beside it. */
const LIMIT = ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / SEARCHES);
const usual = { people: isLong ? 4000 : 1000, reference: [0.6, 0.4], churn: 0.05, loss: -0.02 } as const;

describe('the answer of a search', { timeout: isLong ? 900_000 : 60_000 }, () => {
  it.each<[string, World]>([
    ['no smaller gap', { ...usual, candidate: [0.6, 0.4] }],
    ['a gap smaller by just less than what counts', { ...usual, candidate: [0.59, 0.41 - 1e-9] }],
    ['a gap that turns around', { ...usual, candidate: [0.42, 0.6 - 1e-9] }],
    ['a reference without any gap', { ...usual, reference: [0.5, 0.5], candidate: [0.5, 0.5] }],
    ['a loss that just does not count as small', { ...usual, candidate: [0.5, 0.5], loss: 0.01 }],
    ['few people', { ...usual, people: 200, candidate: [0.59, 0.41 - 1e-9] }],
  ])('is yes in at most one of twenty where there is none: %s', (_, world) => {
    const wrong = share(world, saysYes);
    if (isLong) process.stdout.write(`yes where there is ${_}: ${(100 * wrong).toFixed(2)} %\n`);
    expect(wrong).toBeLessThanOrEqual(LIMIT);
  });

  it.each<[string, World]>([
    ['a gap smaller by just what counts', { ...usual, candidate: [0.59, 0.41] }],
    ['a loss that is just small', { ...usual, candidate: [0.5, 0.5], loss: 0.01 }],
  ])('is no in at most one of twenty where there is one: %s', (_, world) => {
    const wrong = share(world, saysNo);
    if (isLong) process.stdout.write(`no where there is ${_}: ${(100 * wrong).toFixed(2)} %\n`);
    expect(wrong).toBeLessThanOrEqual(LIMIT);
  });

  it('finds a planted one with the chance that it states', () => {
    const world = (reduction: number): World => ({
      ...usual,
      candidate: [0.6 - reduction / 2, 0.4 + reduction / 2],
      // Its quality is beyond doubt: the chance is that of the gap.
      loss: -1,
    });
    // More people move for a larger reduction, which makes it less sure: what is stated is stated of a candidate like the one seen.
    let visible = 0.05;
    for (let round = 0; round < 5; round++) {
      const [first] = against(world(visible), 'how sure') as [Against];
      visible = visibleReduction(first.reduction.error, margins.gain, ALPHA / 3);
    }
    const planted = world(visible);
    const found = share(planted, ([one]) => shownAmong([one!, ...NEVER], margins, ALPHA)[0]!.isShown);
    if (isLong)
      process.stdout.write(`a planted ${(100 * visible).toFixed(2)} pp found: ${(100 * found).toFixed(1)} %\n`);
    expect(Math.abs(found - 0.8)).toBeLessThan(0.1);
  });

  it('is no where all are worse, and not decidable where these people are too few', () => {
    const worse = against({ ...usual, candidate: [0.6, 0.4], loss: 0.2 }, 'worse');
    expect(worse.every((one) => isShownNone(one, margins, ALPHA))).toBe(true);
    expect(answerOf(false, worse, margins, ALPHA)).toBe('no within the class tried');
    const few = against({ ...usual, people: 100, candidate: [0.57, 0.43], loss: 0 }, 'few');
    expect(answerOf(saysYes(few), few, margins, ALPHA)).toBe('not decidable');
  });
});

/** Two others of the shortlist, which show nothing. */
const NEVER = [0, 1].map((): Against => {
  const [one] = against({ ...usual, people: 100, candidate: [0.6, 0.4], loss: 0.5 }, 'never') as [Against];
  return one;
});
