import { counted } from '../../../core/base/counted.js';
import { undecidedSmallGroups } from '../../../core/policy/judge/index.js';
import { countedIn, type RequirementResult } from '../../../core/policy/sections/index.js';
import type { Estimate } from '../../../core/stats/index.js';
import type { AuditResult } from '../../audits/result/index.js';
import { findingText } from '../finding-text.js';
import { metricKey } from '../glossary.js';
import { findGroup, groupLabel } from '../groups.js';
import { auditedWord } from '../people.js';
import { boundText, measureText, policyBoundText, subjectText } from '../requirement-text.js';
import { plainSentence } from '../sentence.js';
import { statusWord, verdictSentence } from '../verdict.js';
import { type BuildCase, type Outcome, printJUnit } from './junit-file.js';

/**
 * Outcome for a build server, which has four. A red build must mean a blocking failure and nothing else, so a failed warning is `skipped`
 * with its message, and a blocking requirement that cannot be judged for lack of data is an `error` (exit code 2).
 */
function outcomeOf(requirement: RequirementResult): Outcome {
  if (requirement.verdict === 'pass' || requirement.waived !== null) return 'passed';
  if (requirement.verdict === 'inconclusive' || requirement.severity === 'warn') return 'skipped';
  return requirement.verdict === 'fail' ? 'failure' : 'error';
}

function caseOf(result: AuditResult, requirement: RequirementResult): BuildCase {
  const word = statusWord(requirement);
  const severity = requirement.severity === 'warn' ? ' (warning only)' : '';
  const measure = requirement.estimate === null ? '' : `: ${measureText(requirement)}`;
  return {
    name: `${requirement.id}: ${subjectText(requirement)}, ${policyBoundText(requirement)}`,
    outcome: outcomeOf(requirement),
    type: requirement.verdict,
    message: `${word}${severity}${measure}, asked ${boundText(requirement)}`,
    text: `${plainSentence(result, requirement)}\n${findingText(requirement)}`,
  };
}

/** Cases for groups too small to be judged, so that nobody takes their absence for a pass. */
function smallGroupCases(result: AuditResult, requirement: RequirementResult): BuildCase[] {
  return undecidedSmallGroups(requirement).map((key) => {
    const group = groupLabel(key);
    const message = tooSmallText(
      result,
      findGroup(result, key)?.metrics[metricKey(requirement)],
      countedIn(requirement.metric),
    );
    return { name: `${requirement.id}: group ${group}`, outcome: 'skipped', type: 'insufficient', message, text: '' };
  });
}

/**
 * Says why a group is too small. The evidence counts (the smaller class for AUC, the effective size with sampling weights, the members expected), which only the
 * reason names; a sum of weights or probabilities is no number of people.
 */
function tooSmallText(
  { policy }: AuditResult,
  metric: Estimate | undefined,
  unit: ReturnType<typeof countedIn>,
): string {
  const few = `Too few ${unit === 'person' ? 'people' : `${unit}s`}`;
  const least = `the policy's ${policy.minGroupSize}`;
  if (metric === undefined) return `${few}, below ${least}`;
  if (metric.n < policy.minGroupSize && Number.isInteger(metric.n))
    return unit !== 'person'
      ? `${counted(metric.n, unit)} with the group, below ${least}`
      : `${counted(metric.n, unit)} in the denominator, below ${least}`;
  return `${few}, below ${least}${metric.reason === undefined ? '' : `: ${metric.reason}`}`;
}

/** How much was audited: people, or of rankings candidates and the lists that they stand in. */
function auditedCounts(result: AuditResult): (readonly [string, string])[] {
  const audited = String(result.overall.rows ?? result.data.rows);
  if (auditedWord(result) === 'person') return [['people', audited]];
  return [
    ['candidates', audited],
    ['lists', String(result.overall.metrics.exposure?.n ?? 0)],
  ];
}

/**
 * Renders JUnit XML with one case per requirement and one per group too small for it.
 *
 * @param result the audit
 * @returns XML 1.0 text, UTF-8
 */
export function renderJUnit(result: AuditResult): string {
  return printJUnit({
    tool: 'tribune audit',
    name: `${result.policy.name} ${result.policy.version}`,
    className: result.policy.name,
    properties: [
      ['verdict', result.verdict],
      ['summary', verdictSentence(result)],
      ['policy.digest', result.policy.digest],
      ...auditedCounts(result),
      ...(result.evaluatedOn === undefined ? [] : [['evaluatedOn', result.evaluatedOn] as const]),
    ],
    cases: result.requirements.flatMap((each) => [caseOf(result, each), ...smallGroupCases(result, each)]),
  });
}
