import { describe, expect, it } from 'vitest';
import type { Shown } from './shown.js';
import { viewOf } from './view-of.js';

const explain = { background: 'sha256:b', reasons: 'sha256:r', constraints: 'sha256:c' };
const only = [{ column: 'sex', value: 'Male' }];
const shown = {
  decided: {
    ...{ id: 'd', decidedAt: '', route: 'automatic', outcome: 0, favourable: 1, score: 0.4, cutoff: 0.5, inputs: {} },
    ...{ version: 'sha256:v', deployment: 'a/b', explain },
  },
  facts: {
    ...{ version: 'sha256:v', explain, method: 'exact', scale: 'linked', output: 0, baseValue: 0.5 },
    // A name that is a number comes first in an object, whatever its place.
    players: ['income', '7'],
    background: { rows: 9, digest: 'sha256:b', groups: { columns: ['sex'], only } },
    remote: { endpoint: 'oip+https://s.example', canaries: 'sha256:k', seed: 'tribune' },
  },
  made: {
    ...{ values: Float64Array.of(-0.2, 0.1), standardErrors: [0.02, 0.01], raw: 0.4, linked: 0.4, additivityError: 0 },
    ...{ reasons: null, recourse: null, plausibility: null, unfinished: ['reasons', 'recourse'] },
    asked: { rows: 99, allowed: 100, method: 'sampling', peopleAtOnce: 3, settled: false },
  },
  comparison: { equal: true, differences: [] },
  ...{ basis: '', digest: '', madeAtMs: 0, offerUntilMs: null },
} as unknown as Shown;

describe('an explanation from sampled scores', () => {
  it.each(['reviewer', 'auditor', 'developer'] as const)('says its errors by name to a %s', (view) => {
    expect(viewOf(view, shown)).toMatchObject({
      contributions: { income: -0.2, 7: 0.1 },
      standardErrors: { income: 0.02, 7: 0.01 },
    });
  });

  it('says that reasons were broken off, and not that there are none', () => {
    const { reasons, recourse } = viewOf('subject', shown) as Record<string, { status: string; note: string }>;
    expect(reasons).toMatchObject({ status: 'withheld', note: expect.stringContaining('remoteEvaluations') });
    expect(recourse).toMatchObject({ status: 'none' });
  });

  it('names how the endpoint was asked, and the one group of those compared with', () => {
    const warnings = [expect.stringContaining('sex = Male')];
    expect(viewOf('auditor', shown)).toMatchObject({
      comparedWith: { people: 9, warnings },
      background: { warnings },
      method: { name: 'sampling', remote: { asked: { rows: 99, settled: false } } },
    });
  });
});
