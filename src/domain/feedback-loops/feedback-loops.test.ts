import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../core/stats/index.js';
import {
  findingsOf,
  type Intervention,
  type LoopPreset,
  NO_SWITCHES,
  playRun,
  type Switches,
  simulateLoop,
} from './play/index.js';
import { PRESETS } from './presets/index.js';
import { Patrols } from './presets/policing.js';

const presetOf = (name: string): LoopPreset => PRESETS.find((one) => one.name === name)!;

/** The last state of one run. */
const endOf = (preset: Pick<LoopPreset, 'begin'>, switches: Partial<Switches>, rounds: number, stream = 0) =>
  playRun(preset, { ...NO_SWITCHES, ...switches }, { rounds, generator: createGenerator(7, stream) }).at(-1)!;

describe('patrols that are sent by what patrols found', () => {
  /** Where a patrol always finds something, each adds a record: Pólya's urn. */
  const urn = (history: readonly [number, number]): Pick<LoopPreset, 'begin'> => ({
    begin: (switches, generator) => new Patrols({ finds: [1, 1], history, patrols: 1 }, switches, generator),
  });
  const RUNS = 2000;
  const DRAWS = 60;
  const sharesAfter = (history: readonly [number, number]): number[] =>
    Array.from({ length: RUNS }, (_, stream) => endOf(urn(history), {}, DRAWS, stream).believed[0]!);

  it.each([
    [1, 1],
    [3, 1],
  ] as const)('end in equal districts where the urn of %i to %i balls ends, whatever is true', (a, b) => {
    const found = sharesAfter([a, b]);
    const n = a + b;
    const mean = found.reduce((sum, share) => sum + share, 0) / RUNS;
    const variance = found.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (RUNS - 1);
    // Of the beta-binomial distribution of the balls that were added.
    const exact = (DRAWS * a * b * (n + DRAWS)) / (n * n * (n + 1)) / (n + DRAWS) ** 2;
    expect(Math.abs(mean - a / n)).toBeLessThan(5 * Math.sqrt(exact / RUNS));
    expect(variance / exact).toBeGreaterThan(0.85);
    expect(variance / exact).toBeLessThan(1.15);
  });

  it('are known to find what is there when records are weighed by the chance of being sent', () => {
    const ends = Array.from(
      { length: 20 },
      (_, stream) => endOf(presetOf('policing'), { propensity: true }, 200, stream).believed[0]!,
    );
    const mean = ends.reduce((sum, share) => sum + share, 0) / ends.length;
    expect(mean).toBeCloseTo(0.3 / 0.55, 1);
    expect(endOf(presetOf('policing'), {}, 200).believed[0]).toBeGreaterThan(0.7);
  });
});

describe('a system that learns from lots alone', () => {
  it.each(['policing', 'lending', 'moderation', 'prices'])('believes in the end what is true: %s', (name) => {
    const { believed, actual } = endOf(presetOf(name), { holdout: 1 }, 40);
    believed.forEach((one, group) => {
      expect(Math.abs(one - actual[group]!), `group ${group}`).toBeLessThan(0.06);
    });
  });

  it('gives both groups nearly what is due where belief is all that differs', () => {
    const sold = endOf(presetOf('prices'), { holdout: 0.2 }, 40);
    expect(sold.given[0]! - sold.given[1]!).toBeCloseTo(0, 0);
  });
});

describe('every loop', () => {
  const ROUNDS = 6;

  it.each(PRESETS.map((preset) => [preset.name, preset] as const))('has figures of every round: %s', (_, preset) => {
    const result = simulateLoop(preset, { switches: NO_SWITCHES, rounds: ROUNDS, runs: 2, seed: 3 });
    expect(result.changed).toBeNull();
    expect(result.alone.map(({ intervention }) => intervention)).toEqual(Object.keys(preset.interventions));
    expect(result.asIs.rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const round of result.asIs.rounds) {
      const figures = [round.given, round.due, round.believed, round.actual, round.recordShare];
      expect(figures.flat().flatMap(({ p05, median, p95 }) => [p05, median, p95])).toSatisfy((all: number[]) =>
        all.every((value) => Number.isFinite(value) && value >= 0),
      );
      expect(round.recordShare.reduce((sum, { p95 }) => sum + p95, 0)).toBeGreaterThan(0.999);
      expect(round.ownShare.p05).toBeGreaterThanOrEqual(0);
      expect(round.ownShare.p95).toBeLessThanOrEqual(1);
      expect(round.excessGap.p05).toBeLessThanOrEqual(round.excessGap.p95);
    }
    expect(result.asIs.rounds[0]!.ownShare.median).toBe(0);
    expect(result.asIs.rounds[ROUNDS]!.ownShare.median).toBeGreaterThan(0.1);
  });

  it('has the same numbers for the same seed, others for another, and all its interventions change something', () => {
    for (const preset of PRESETS) {
      const play = (switches: Partial<Switches>, stream = 0): string => {
        const generator = createGenerator(5, stream);
        return JSON.stringify(playRun(preset, { ...NO_SWITCHES, ...switches }, { rounds: 4, generator }));
      };
      const asIs = play({});
      expect(play({})).toBe(asIs);
      expect(play({}, 1)).not.toBe(asIs);
      const on: Record<Intervention, Partial<Switches>> = {
        audit: { audit: true },
        exploration: { exploration: 0.3 },
        propensity: { propensity: true },
        holdout: { holdout: 0.3 },
        diversity: { diversity: 0.3 },
        reset: { reset: 2 },
      };
      const same = (Object.keys(preset.interventions) as Intervention[]).filter((one) => play(on[one]) === asIs);
      expect([preset.name, same]).toEqual([preset.name, []]);
    }
  });

  it('learns nothing from its own decisions while it learns from lots alone', () => {
    for (const preset of PRESETS)
      expect([preset.name, endOf(preset, { holdout: 0.2 }, 5).ownShare]).toEqual([preset.name, 0]);
  });

  it('says that groups are changed where they are, and that less is due where it is', () => {
    const told = PRESETS.filter((preset) => {
      const result = simulateLoop(preset, { switches: NO_SWITCHES, rounds: 12, runs: 1, seed: 3 });
      return findingsOf(preset, result.asIs).some((sentence) => sentence.startsWith('The loop changes the groups'));
    });
    expect(told.map(({ name }) => name)).toEqual(['lending']);
  });

  it('shows the end over a whole period between two resets', () => {
    const { asIs, changed } = simulateLoop(presetOf('hiring'), {
      switches: { ...NO_SWITCHES, reset: 5 },
      rounds: 10,
      runs: 1,
      seed: 1,
    });
    expect([asIs.endOver, changed!.endOver]).toEqual([10, 5]);
    const last = changed!.rounds.slice(-5);
    const mean = last.reduce((sum, { excessGap }) => sum + excessGap.median, 0) / last.length;
    expect(changed!.end.excessGap.median).toBeCloseTo(mean, 12);
    // The play after the tenth round begins with a reset, and is one of five.
    expect(last.at(-1)!.excessGap.median).not.toBeCloseTo(mean, 3);
  });

  it('learns from few lots as well as from many', () => {
    const shown = [0.03, 0.05].map((holdout) => endOf(presetOf('recommender'), { holdout, propensity: true }, 200));
    for (const { believed, actual } of shown) expect(believed[1]!).toBeGreaterThan(actual[1]! - 0.02);
  });

  it('shows a list of ten places as concentrated as its looks are', () => {
    const looks = Array.from({ length: 10 }, (_, place) => 1 / (place + 1));
    const sum = looks.reduce((all, one) => all + one, 0);
    const squares = looks.reduce((all, one) => all + one * one, 0);
    expect(endOf(presetOf('recommender'), {}, 3).effectiveNumber).toBeCloseTo((sum * sum) / squares, 10);
    expect(endOf(presetOf('recommender'), { exploration: 1 }, 3).effectiveNumber).toBeCloseTo(200, 6);
  });
});
