import { createHash } from 'node:crypto';

/** A tree that says yes, 1, to everybody of at least 40 years: the score is 0.7 or 0.3. */
export const MODEL = JSON.stringify({
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, link: 'identity', baseOffset: [0] },
  featureNames: ['age'],
  trees: [
    {
      ...{ childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [40, -2, -2] },
      ...{ value: [[0], [0.3], [0.7]], cover: [10, 4, 6] },
    },
  ],
});
export const DIGEST = `sha256:${createHash('sha256').update(MODEL).digest('hex')}`;

/** A system of loans in Germany that decides by the tree; `otto` answers for it. */
export const REVIEWED = {
  systems: [
    {
      id: 'loans',
      purpose: 'credit',
      domain: 'credit',
      favourableOutcome: 1 as const,
      owner: 'otto',
      jurisdictions: ['DE'],
    },
  ],
  models: [{ id: 'tree', system: 'loans' }],
  versions: [{ model: 'tree', digest: DIGEST }],
  deployments: [{ id: 'tree/prod', version: DIGEST, cutoff: 0.5 }],
};
