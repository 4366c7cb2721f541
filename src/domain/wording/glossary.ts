import type { ValueUnit } from '../../core/charts/index.js';
import {
  declaredText,
  type MeasureNames,
  measureWords,
  outcomesOfMetric,
  type RequirementMetric,
} from '../../core/policy/sections/index.js';

import { METRICS, type MetricWords, number, share } from './metric-words.js';

export { metricKey } from '../../core/policy/sections/index.js';

/** What a requirement measures, with the parameter of its metric: `share that got at least USD 5,000`. */
export const measureLabel = (requirement: MeasureNames): string =>
  outcomesOfMetric(requirement.metric).includes('binary') &&
  requirement.metric !== 'error_share' &&
  requirement.from === undefined
    ? metricWords(requirement.metric).label
    : measureWords(requirement);

/** The metric and the parameter in a key such as `amount_quantile_0.9`. */
const WITH_PARAMETER =
  /^(amount_quantile|share_at_least|class_rate|class_recall|class_precision|stage_rate|funnel_rate via|exposure|share_in_top_k|representation_in_top_k|pairwise_accuracy|turned_pairs|capped_share)[_ ](.+)$/s;

/** Words of a metric whose parameter stands in its name. */
function parameterWords(name: string, unit: string | undefined): MetricWords | null {
  const [, metric, text] = WITH_PARAMETER.exec(name) ?? [];
  switch (metric) {
    case 'amount_quantile':
      return { ...METRICS[metric], label: `${text} quantile` };
    case 'share_at_least': {
      // Amounts have a unit; without one it is a level, which may be spelt as a number and be better the lower it is.
      if (unit === undefined)
        return { ...METRICS[metric], label: `share that got ${text} or better`, outcome: `got ${text} or better` };
      const least = declaredText(Number(text), unit).trim();
      return { ...METRICS[metric], label: `share of at least ${least}`, outcome: `got at least ${least}` };
    }
    case 'class_rate':
      return { ...METRICS[metric], label: `share decided as ${text}`, outcome: `were decided as ${text}` };
    case 'class_recall':
      return {
        ...METRICS[metric],
        label: `recall of ${text}`,
        people: `people whose true class is ${text}`,
        outcome: `were decided as ${text}`,
      };
    case 'class_precision':
      return {
        ...METRICS[metric],
        label: `precision of ${text}`,
        people: `people decided as ${text}`,
        outcome: `truly belong to ${text}`,
      };
    case 'stage_rate':
      return { ...METRICS[metric], label: `share that passed ${text}`, people: `people who reached ${text}` };
    case 'funnel_rate via':
      return {
        ...METRICS.funnel_rate,
        label: `share that came through all stages via ${text}`,
        people: `people who entered via ${text}`,
      };
    case 'exposure':
      return {
        ...METRICS[metric],
        label: `exposure per ${text === 'shown' ? 'shown candidate' : 'candidate, shown or not'}`,
      };
    case 'share_in_top_k':
      return { ...METRICS[metric], label: `share in the first ${text}`, outcome: `stand in the first ${text}` };
    case 'representation_in_top_k': {
      const [k, ...declared] = text!.split('_');
      const target = declared.length === 0 ? 'share of the candidates' : 'the declared share';
      return { ...METRICS[metric], label: `share of the first ${k} over ${target}` };
    }
    case 'pairwise_accuracy':
      return text === 'within'
        ? { ...METRICS[metric], label: 'share of pairs in order', people: 'pairs of different relevance' }
        : {
            ...METRICS[metric],
            label: 'share of pairs with others in order',
            people: 'pairs whose more relevant candidate is of the group and the other one is not',
          };
    case 'capped_share':
      return { ...METRICS[metric], label: `share capped by ${text}` };
    case 'turned_pairs':
      return text === 'within'
        ? METRICS[metric]
        : {
            ...METRICS[metric],
            label: 'share of pairs with others turned round',
            people: 'pairs of a member and somebody of another group whose label is less favourable',
          };
    default:
      return null;
  }
}

/** Rates that composite measures compare and that are no metric of the audit. */
const COMPONENTS: Readonly<Record<string, MetricWords>> = {
  rejection_rate: share('rejection rate', ['people', 'were given prediction 0'], '', ''),
  false_omission_rate: share('false omission rate', ['people with prediction 0', 'nevertheless had label 1'], '', ''),
};

/** Words of such a rate; `score 0.4 to < 0.5` is the share with label 1 among people of that score. */
function componentWords(name: string): MetricWords | null {
  if (Object.hasOwn(COMPONENTS, name)) return COMPONENTS[name]!;
  if (!name.startsWith('score ')) return null;
  return share(
    `share with label 1 at ${name}`,
    [`people with a ${name.replace('score', 'score of')}`, 'had label 1'],
    '',
    '',
  );
}

/**
 * Words of a metric; composite names of disparities that are not in the table are shown as they are.
 *
 * @param unit the unit of amounts, for metrics that name one, such as the share of at least USD 5,000
 */
export const metricWords = (name: string, unit?: string): MetricWords =>
  Object.hasOwn(METRICS, name)
    ? METRICS[name as RequirementMetric]
    : (componentWords(name) ?? parameterWords(name, unit) ?? number(name.replaceAll('_', ' '), '', ''));

/** The name of a metric as the head of a column, with the unit where its values are amounts: `mean amount (USD)`. */
export function columnHead(name: string, unit: string | undefined): string {
  const words = metricWords(name, unit);
  return words.unit === 'amount' && unit !== undefined ? `${words.label} (${unit})` : words.label;
}

/** What differences of a metric are: points where it is a share, else what its values are. */
export function differenceUnit(name: string): ValueUnit {
  const { unit } = metricWords(name);
  return unit === 'share' ? 'points' : unit;
}
