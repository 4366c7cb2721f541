import type { Policy, PolicyData } from '../../../src/core/policy/sections/types.js';

/** A policy by hand: everything a data path needs, nothing judged. */
export function policyOf(data: Partial<PolicyData> & { by?: readonly string[] }): Policy {
  const { by = [], ...rest } = data;
  return {
    name: 'test',
    version: '1.0.0',
    owner: null,
    purpose: null,
    statistics: { level: 0.95, multiplicity: 'holm', seed: 1, replicates: 100 },
    requirements: [],
    data: {
      where: null,
      whereText: null,
      label: binary('y_true'),
      prediction: binary('y_pred'),
      score: null,
      cutoff: null,
      weight: null,
      weightKind: rest.weight === undefined || rest.weight === null ? 'none' : 'count',
      favourable: 1,
      attributes: by.map((name) => ({ name, column: name, reference: null, bins: null })),
      intersections: [],
      strata: [],
      minGroupSize: 30,
      missing: [],
      unknown: 'exclude',
      scoreScale: 1,
      scoreBins: { lower: 0, upper: 1, count: 1000 },
      live: {},
      ...rest,
    },
  };
}

export const binary = (column: string, positive: string[] | null = null, negative: string[] | null = null) => ({
  column,
  positive,
  negative,
});

export const planOf = (policy: Policy, scores = true) => ({ policy, policyDigest: 'sha256:test', scores });
