import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { planMonitor, startMonitor } from './index.js';

/** What a program without means, facts and `returns` computed for the same policies: states that it stored go on. */
it.each([
  ['', 'sha256:e39c56a0b6806bbb81487d24439c898af6cbcd086ffdac40cf556489dab4a8a4'],
  [
    ', quality: { maxUnreadable: 0.01, maxMissing: 0.1, minLabelCoverage: 0.5 }',
    'sha256:b1940bca0f070046f9ffeafd7d40315a40377945a0a61962f7cf45e176d747f0',
  ],
  [
    ', drift: { score: { bins: [0.2, 0.5], by: [sex], reference: { first: 28d } } }',
    'sha256:eae55dfa3088e387bc681be3c70c882a960b8f4ca5312b671e49aac4b94fdb92',
  ],
  [
    ', drift: { inputs: { age: { bins: [20, 40], reference: { counts: [100000, 100000, 100000] } } } }',
    'sha256:c2399da5628892dcfc8d24a6b9df83c43b1e5dbc2bf028cba97750f1ab2910e5',
  ],
])('a stored state of an older program is that of its plan still (monitor%s)', (more, digest) => {
  const requirements = [
    monitoredRequirement(),
    monitoredRequirement('tpr', 'metric: true_positive_rate, by: [sex], compare: ratio, min: 0.8'),
    monitoredRequirement('eo', 'metric: equalized_odds_difference, by: [sex], max: 0.3'),
  ].join('');
  const text = monitoredPolicy({ more: `, labelHorizon: 7d${more}`, requirements });
  const { policy } = parsePolicy(text.replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n'));
  expect(startMonitor(planMonitor(policy)).plan).toBe(digest);
});
