import { compositeOf } from '../../../../core/policy/sections/index.js';
import type { AuditResult } from '../../../audits/result/index.js';
import { h, type Markup } from '../../../pages/parts/index.js';
import { amountUnit, attributeSets, metricKey, metricWords } from '../../../wording/index.js';
import { metricsShown } from './gaps.js';

const TERMS: readonly (readonly [string, string])[] = [
  [
    'interval',
    'The range of values that the data are consistent with. A 95 % interval made in this way contains the true value in about 95 of 100 audits.',
  ],
  [
    'simultaneous interval',
    'A wider interval that allows for how many comparisons were made, so that one of many cannot fail by luck.',
  ],
  [
    'p, adjusted',
    'The chance of a gap at least as large if there were none, corrected for the number of groups compared.',
  ],
  ['n', 'The number of people that a value rests on: its own denominator, not the size of the group.'],
];

/** What stands in place of `n` where decisions are rankings. */
const OF_LISTS = [
  'lists',
  'The number of lists that a value rests on, because candidates of one list are not independent.',
] as const;

/** Definitions of the terms that this report uses, each with when it misleads. */
export function definitionsSection(result: AuditResult): Markup[] {
  const used = new Set([
    // A composite measure is defined beside the values that it compares; every other metric is the one that its parameter names.
    ...result.requirements.flatMap((each) =>
      compositeOf(each.metric) === null ? [metricKey(each)] : [each.metric, metricKey(each)],
    ),
    ...attributeSets(result).flatMap((by) => metricsShown(result, by)),
  ]);
  const metrics = [...used].flatMap((name) => {
    const words = metricWords(name, amountUnit(result));
    if (words.definition === '') return [];
    return [
      h('dt', {}, words.label),
      h('dd', {}, words.definition),
      h('dd', {}, `When it misleads: ${words.misleads}`),
    ];
  });
  const all = result.policy.outcome?.type === 'ranking' ? [...TERMS.slice(0, -1), OF_LISTS] : TERMS;
  const terms = all.flatMap(([term, meaning]) => [h('dt', {}, term), h('dd', {}, meaning)]);
  return [h('dl', { class: 'words' }, ...metrics, ...terms)];
}
