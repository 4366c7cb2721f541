import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { planMonitor } from '../../../domain/monitor/index.js';
import { parsePolicy } from '../index.js';
import { monitor } from './index.js';
import { alertIds } from './monitor-parts/index.js';

const QUALITY =
  'quality: { maxUnreadable: 0.1, maxMissing: 0.1, maxRepeated: 0.1, inputs: { income: number, housing: [own] }, maxUndeclared: 0.1, volume: { minPerBlock: 5 }, usualVolume: { maxShareOutside: 0.1 }, defaults: { income: [0] }, maxDefault: 0.1, sameInputs: { of: [income], max: 0.1 }, silence: 6h, minLabelCoverage: 0.5 }';
const SERVICE =
  'service: { by: [sex], fallback: { max: 0.1 }, reviewed: { maxDifference: 0.1 }, late: { wait: { column: ms, atLeast: 9, max: 0.1, maxDifference: 0.1 } } }';
const MORE = `, labelHorizon: 1h, drift: { reference: { first: 7d }, inputs: { income: { bins: [0, 9] } } }, ${QUALITY}, ${SERVICE}`;
const requirements =
  monitoredRequirement('gap', 'metric: selection_rate, by: [sex], compare: difference, max: 0.1') +
  monitoredRequirement('tpr', 'metric: true_positive_rate, by: [sex], compare: difference, max: 0.1');
const policyOf = (reactions: string) =>
  parsePolicy(`${monitoredPolicy({ more: MORE, requirements })}${reactions}`).policy;

it('names every alert of the monitor that is about no requirement, and none beside', () => {
  const policy = policyOf('');
  const { watches, facts = [] } = planMonitor(policy);
  const raised = new Set([...watches.map(({ requirement }) => requirement), ...facts.map(({ id }) => id)]);
  raised.delete('gap');
  raised.delete('tpr');
  const attributes = Object.fromEntries(policy.data.attributes.map(({ name }) => [name, {}]));
  const ids = alertIds(monitor.of(policy)!, Object.keys(attributes));
  // Labels of everybody are watched where a requirement is about everybody.
  expect(ids.filter((id) => id !== 'quality.labels.everybody').toSorted()).toEqual([...raised].toSorted());
});

it('lets reactions be about them, and refuses what is misspelt', () => {
  const to = (id: string) => `reactions: { to: { ${id}: [{ do: audit }] } }\n`;
  for (const id of ['drift.inputs.income', 'service.late.wait.gap', 'quality.sameInputs', 'gap'])
    expect(() => policyOf(to(id))).not.toThrow();
  expect(() => policyOf(to('drift.inputs.incom'))).toThrow('no requirement has the id "drift.inputs.incom"');
  expect(() => policyOf(to('service.fallback.gap'))).toThrow('no requirement has the id');
});
