import {
  chooseReference,
  conditionalAudit,
  differentialFairness,
  generalizedEntropy,
  groupTally,
  scanWorstCells,
  theil,
  unknownGroupBounds,
} from '../../../core/fairness/index.js';
import type { IntegerMetric, Tally } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { attributeSets, declaredReference } from './compared.js';
import type { AuditResult, InequalitySection } from './result.js';

/**
 * Metrics that a person notices first: who is treated well, and how the errors are distributed. Without a label only the first is computed.
 */
function watchedMetrics(policy: Policy): readonly IntegerMetric[] {
  return policy.data.label === null
    ? ['favourable_rate']
    : ['favourable_rate', 'false_positive_rate', 'false_negative_rate'];
}

/** Alpha 2 is half the squared coefficient of variation, the usual choice (Speicher et al. 2018). */
const ENTROPY_ALPHA = 2;

/** Analyses across groups: worst cells of all intersections, strata, unknown groups, inequality of benefits. */
export function secondaryGroupAnalyses(
  tally: Tally,
  policy: Policy,
): Pick<AuditResult, 'scan' | 'conditional' | 'unknown' | 'inequality'> {
  const { favourable, minGroupSize, strata } = policy.data;
  const { level } = policy.statistics;
  const attributes = policy.data.attributes.map((a) => a.name);
  const metrics = watchedMetrics(policy);
  const includeUnknown = policy.data.unknown === 'compare';
  const conditional =
    strata.length === 0 ? [] : attributeSets(policy).flatMap((by) => metrics.map((metric) => ({ by, metric })));
  const unknown = unknownSections(tally, policy, metrics);
  return {
    scan: metrics.map((metric) =>
      scanWorstCells(tally, attributes, metric, { favourable, level, minCell: minGroupSize }),
    ),
    ...(conditional.length === 0
      ? {}
      : {
          conditional: conditional.map(({ by, metric }) =>
            conditionalAudit(tally, by, strata, metric, {
              favourable,
              level,
              includeUnknown,
              reference: declaredReference(policy, by),
            }),
          ),
        }),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(policy.data.label === null
      ? {}
      : { inequality: attributes.map((name) => inequalityOf(tally, [name], favourable)) }),
  };
}

function unknownSections(
  tally: Tally,
  policy: Policy,
  metrics: readonly IntegerMetric[],
): NonNullable<AuditResult['unknown']> {
  const { favourable } = policy.data;
  return attributeSets(policy).flatMap((by) => {
    const groups = groupTally(tally, by);
    const reference = chooseReference(groups, declaredReference(policy, by));
    if (reference === null || groups.every((g) => g.known)) return [];
    return metrics.map((metric) => unknownGroupBounds(tally, by, metric, { favourable, reference: reference.key }));
  });
}

function inequalityOf(tally: Tally, by: readonly string[], favourable: 0 | 1): InequalitySection {
  const groups = groupTally(tally, by);
  return {
    by,
    generalizedEntropy: { alpha: ENTROPY_ALPHA, ...generalizedEntropy(groups, ENTROPY_ALPHA, favourable) },
    theil: theil(groups, favourable),
    differentialFairness: differentialFairness(
      groups.filter((g) => g.known),
      'selection_rate',
    ),
  };
}
