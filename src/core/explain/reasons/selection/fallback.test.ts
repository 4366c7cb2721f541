import { describe, expect, it } from 'vitest';
import { renderReasonsHtml } from '../../../../domain/documents/reasons/index.js';
import { matrixFromRows, readModel } from '../../../models/index.js';
import { readConstraints } from '../../recourse/index.js';
import { reviewerView } from '../views/reviewer.js';
import { compareBaselines } from './compare-baselines.js';
import { inLineWith, waysOf } from './in-line.js';
import { readReasons } from './read-reasons.js';
import { explainReasons } from './reasons.js';

/** 2 where a and b are both 0, else 0, and c on top: one of a and b alone changes nothing. */
const pair = {
  childrenLeft: [1, 2, -1, -1, -1],
  childrenRight: [4, 3, -1, -1, -1],
  feature: [0, 1, -2, -2, -2],
  threshold: [0.5, 0.5, 0, 0, 0],
  value: [[0], [0], [2], [0], [0]],
};
const step = (feature: number, at: number) => ({
  childrenLeft: [1, -1, -1],
  childrenRight: [2, -1, -1],
  feature: [feature, -2, -2],
  threshold: [at, 0, 0],
  value: [[0], [0], [1]],
});
const model = readModel(
  new TextEncoder().encode(
    JSON.stringify({
      kind: 'tree-ensemble',
      numOutputs: 1,
      baseOffset: [0],
      featureNames: ['a', 'b', 'c'],
      trees: [pair, step(2, 0.5), step(2, 1.5), step(2, 2.5)],
    }),
  ),
);
const config = (extra: Record<string, unknown> = {}) =>
  readReasons({
    tribune: 'reasons/v1',
    domain: 'credit',
    decision: { cutoff: 2 },
    families: {
      a: { features: ['a'], text: 'debt' },
      b: { features: ['b'], text: 'open-loans' },
      c: { features: ['c'], text: 'income' },
    },
    ...extra,
  });
const times = (count: number, row: number[]): number[][] => Array.from({ length: count }, () => row);
const PERSON = [1, 1, 0];

describe('a principal reason that cannot be verified', () => {
  const joint = matrixFromRows([PERSON, ...times(20, [0, 0, 0])]);

  it('is never told as "nothing lowered the score"; a person must decide where no baseline helps', () => {
    const result = explainReasons(model, joint, config(), { row: 0 });
    expect(result.status).toBe('undefined');
    expect(result.why).toMatch(
      /"a", "b" lowered the score against the baseline just-approved.*cannot be verified.*a person must decide/,
    );
    expect(result.record!.dropped.filter(({ principal }) => principal).map(({ family }) => family)).toEqual(['a', 'b']);
    const view = reviewerView(model, config(), result, { reference: joint });
    expect(view.flags.join(' ')).toMatch(/"a", "b" lowered the score and could not be verified/);
    expect(view.flags.join(' ')).toMatch(/No letter can go out/);
  });

  it('sends no letter that leaves it out', () => {
    const people = matrixFromRows([PERSON, ...times(20, [0, 0, 1])]);
    const alone = explainReasons(model, people, config(), { row: 0, fallback: false });
    expect([alone.status, alone.reasons]).toEqual(['undefined', []]);
  });

  it('falls back to a baseline that gives reasons that hold, and says so', () => {
    const people = matrixFromRows([PERSON, ...times(20, [0, 0, 0]), ...times(60, [1, 1, 3])]);
    const result = explainReasons(model, people, config(), { row: 0 });
    expect([result.status, result.reasons.map(({ code }) => code)]).toEqual(['ready', ['c']]);
    expect(result.record!.baseline.policy).toBe('max-points');
    expect(result.record!.fallback).toMatchObject({ from: 'just-approved' });
    const view = reviewerView(model, config(), result, { reference: people });
    expect(view.flags[0]).toMatch(/against the baseline max-points, not just-approved: "a", "b" lowered/);
    expect(renderReasonsHtml(view)).toContain('not just-approved');
    const byPolicy = compareBaselines(model, people, config(), { row: 0 });
    expect(byPolicy.map(({ policy, status }) => [policy, status])).toContainEqual(['just-approved', 'undefined']);
  });

  it('blocks where it is protected', () => {
    const silent = config({ protected: ['a'] });
    const result = explainReasons(model, joint, silent, { row: 0 });
    expect([result.status, result.record!.blockedBy]).toEqual(['blocked', [{ family: 'a', kind: 'protected' }]]);
  });
});

describe('changes in line with reasons', () => {
  const people = matrixFromRows([[1, 1, 1], ...times(20, [1, 1, 3])]);
  const reasons = explainReasons(model, people, config(), { row: 0 }).reasons;
  const rules = (rule: Record<string, unknown>) =>
    readConstraints({ tribune: 'recourse/v1', costs: { c: 1 }, features: { c: { mutable: true, ...rule } } });

  it('may move a value that is called low upwards only', () => {
    expect(reasons.map(({ leading, variant }) => [leading, variant])).toEqual([['c', 'low']]);
    const ways = waysOf(reasons);
    expect(ways).toEqual({ c: 'increase' });
    expect(inLineWith(rules({}), ways).features.get('c')!.direction).toBe('increase');
    expect(inLineWith(rules({ direction: 'decrease' }), ways).features.get('c')!.mutable).toBe(false);
    const steps = rules({
      transitions: [
        [1, 0],
        [1, 3],
      ],
    });
    expect(
      inLineWith(steps, ways)
        .features.get('c')!
        .transitions!.map(({ to }) => to),
    ).toEqual([3]);
  });
});

describe('a direction is claimed of most people only', () => {
  it('exactly half is not most', () => {
    const half = matrixFromRows([[1, 1, 1], ...times(10, [1, 1, 1]), ...times(10, [1, 1, 3])]);
    const result = explainReasons(model, half, config({ decision: { cutoff: 1.5 } }), {
      row: 0,
      reference: matrixFromRows([...times(10, [0, 0, 1]), ...times(10, [1, 1, 3])]),
    });
    expect(result.reasons.filter(({ code }) => code === 'c').map(({ variant }) => variant)).not.toContain('low');
  });
});
