import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linearModel, type Model, matrixFromRows } from '../../models/index.js';
import { compareVersions, describeEffects, partialDependence, reachOf, summariseVersions } from './index.js';

const FEATURES = ['x', 'y', 'unused'].map((name) => ({ name }));
const linear = (weights: number[]): Model =>
  linearModel({ format: 't', features: FEATURES, link: 'identity', coefficients: [weights], intercept: [1] });
const people = matrixFromRows(Array.from({ length: 40 }, (_, r) => [r % 4, (r * 7) % 10, r]));
const groups = Array.from({ length: 40 }, (_, r) => (r % 2 === 0 ? 'even' : 'alone'));

describe('reach', () => {
  it('of a linear model is the weight times the range of the values, and 0 for an unused input', () => {
    const of = (feature: string) => reachOf(partialDependence(linear([2, -1, 0]), people, feature))[0]!.reach;
    expect(of('x')).toMatchObject({ estimate: 6, lower: 6, upper: 6, n: 40, status: 'ok' });
    expect(of('unused')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
  });

  it('says that a small group is insufficient and keeps its number', () => {
    const reach = reachOf(partialDependence(linear([2, -1, 0]), people, 'x'), groups);
    expect(reach.map(({ group, reach: each }) => [group, each.status, each.estimate])).toEqual([
      [null, 'ok', 6],
      ['alone', 'insufficient', 6],
      ['even', 'insufficient', 6],
    ]);
  });
});

describe('effects of a model', () => {
  it('draws what reaches farthest where there are no labels', () => {
    const report = describeEffects(linear([2, -1, 0]), { people, seed: 's', most: 2 });
    expect([report.importance, report.chosenBy]).toEqual([null, 'reach']);
    expect(report.reach.map(({ feature }) => feature)).toEqual(['y', 'x', 'unused']);
    expect(report.effects.map(({ feature }) => feature)).toEqual(['y', 'x']);
  });

  it('draws what matters for the loss where there are labels', () => {
    const labels = Float64Array.from({ length: 40 }, (_, r) => 1 + 2 * (r % 4) - ((r * 7) % 10));
    const report = describeEffects(linear([2, -1, 0]), {
      people,
      groups,
      labelled: { rows: people, labels, groups },
      seed: 's',
    });
    expect(report.chosenBy).toBe('importance');
    expect(report.importance!.map(({ feature }) => feature)).toEqual(['y', 'x', 'unused']);
    expect(report.importance![2]!.groups.map(({ group, importance }) => [group, importance.estimate])).toEqual([
      [null, 0],
      ['alone', 0],
      ['even', 0],
    ]);
  });

  it('gives the same as the functions it is made of, everybody first', () => {
    const [effects] = describeEffects(linear([2, -1, 0]), { people, groups, seed: 's', features: ['x'] }).effects;
    const alone = partialDependence(linear([2, -1, 0]), people, 'x', { groups }).curves.find(
      (c) => c.group === 'alone',
    )!;
    expect(effects!.dependence.curves.map(({ group }) => group)).toEqual([null, 'alone', 'even']);
    expect(effects!.dependence.curves[1]).toEqual(alone);
    expect(effects!.accumulated!.curves.map(({ group }) => group)).toEqual([null, 'alone', 'even']);
  });

  it('refuses an input that the model does not have before anything is computed', () => {
    expect(() => describeEffects(linear([2, -1, 0]), { people, seed: 's', features: ['z'] })).toThrow('"z"');
  });
});

describe('summary of two versions', () => {
  const comparison = (after: number[]) =>
    compareVersions(linear([2, -1, 0]), linear(after), people, { background: people });

  it('of a model with itself is 0 everywhere', () => {
    const decisions = { before: groups.map((g) => g === 'even'), after: groups.map((g) => g === 'even') };
    const { score, players, flips } = summariseVersions({ comparison: comparison([2, -1, 0]), groups, decisions });
    for (const { mean, meanSize } of [...score, ...players.flatMap(({ moves }) => moves)]) {
      expect([mean.estimate, meanSize.estimate]).toEqual([0, 0]);
    }
    expect(flips![0]).toMatchObject({ n: 40, acceptedBefore: 20, acceptedAfter: 20, gained: 0, lost: 0 });
    expect(flips![0]!.flipped.estimate).toBe(0);
  });

  it('names the input whose weight changed, by group', () => {
    const { players, flips } = summariseVersions({ comparison: comparison([3, -1, 0]), groups });
    expect(players[0]!.name).toBe('x');
    // x is 1 or 3 for odd rows and 0 or 2 for even ones; the mean of all is 1.5.
    expect(players[0]!.moves.map(({ group, mean }) => [group, mean.estimate])).toEqual([
      [null, 0],
      ['alone', 0.5],
      ['even', -0.5],
    ]);
    expect(players[1]!.moves[0]!.meanSize.estimate).toBe(0);
    expect(flips).toBeNull();
  });

  it.each([0, 1, 4, 20, 39, 40])('gives the share of %d decisions of 40 that turn its exact interval', (turned) => {
    // Half of them gain a yes and half lose one.
    const before = groups.map((_, r) => r % 2 === 0);
    const after = before.map((yes, r) => (r < turned ? !yes : yes));
    const { flips } = summariseVersions({ comparison: comparison([3, -1, 0]), groups, decisions: { before, after } });
    const file = new URL('../../stats/testdata/clopper-pearson.json', import.meta.url);
    const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: number[][] };
    const [, , , lower, upper] = rows.find(([k, n, level]) => k === turned && n === 40 && level === 0.95)!;
    const { estimate, ...flipped } = flips![0]!.flipped;
    expect([flips![0]!.group, estimate]).toEqual([null, turned / 40]);
    expect([flipped.lower, flipped.upper]).toEqual([expect.closeTo(lower!, 12), expect.closeTo(upper!, 12)]);
  });

  it('counts who gains and who loses a yes', () => {
    const decisions = { before: groups.map(() => true), after: groups.map((g) => g === 'even') };
    const { flips } = summariseVersions({ comparison: comparison([3, -1, 0]), groups, decisions });
    expect(
      flips!.map(({ group, gained, lost, flipped }) => [group, gained, lost, flipped.estimate, flipped.status]),
    ).toEqual([
      [null, 0, 20, 0.5, 'ok'],
      ['alone', 0, 20, 1, 'insufficient'],
      ['even', 0, 0, 0, 'insufficient'],
    ]);
  });
});
