import type { DataAuditResult, TestResult } from '../../data-audits/index.js';
import { type BuildCase, type Outcome, printJUnit } from '../../wording/formats/index.js';
import { groupLabel, VERDICT_WORDS } from '../../wording/index.js';
import { dataVerdictSentence } from './head.js';

/** As of requirements: a red build means a blocking failure, or a blocking test that cannot be made, and nothing else. */
function outcomeOf({ verdict, severity }: TestResult): Outcome {
  if (verdict === 'pass') return 'passed';
  if (verdict === 'inconclusive' || severity === 'warn') return 'skipped';
  return verdict === 'fail' ? 'failure' : 'error';
}

function caseOf(test: TestResult): BuildCase {
  const { verdict, severity, message, notes, basis, source } = test;
  return {
    name: `${test.test}: ${test.title}`,
    outcome: outcomeOf(test),
    type: verdict,
    message: `${VERDICT_WORDS[verdict].word}${severity === 'warn' ? ' (warning only)' : ''}: ${message}`,
    text: [message, ...notes, `Source of bias: ${source.name}. Bound from ${basis.kind}, ${basis.source}.`].join('\n'),
  };
}

/** Cases for groups too small to be judged, so that nobody takes their absence for a pass. */
function smallGroupCases({ policy }: DataAuditResult, { test, findings }: TestResult): BuildCase[] {
  const few = findings.filter(({ status, group }) => status === 'insufficient' && Object.keys(group).length > 0);
  return [...new Set(few.map(({ group }) => groupLabel(group)))].map((group) => ({
    name: `${test}: group ${group}`,
    outcome: 'skipped',
    type: 'insufficient',
    message: `Too few people: the policy asks for ${policy.minGroupSize}, and some intervals need more`,
    text: '',
  }));
}

/**
 * Renders a data audit as JUnit XML, with one case per test and one per group too small for it.
 *
 * @returns XML 1.0 text, UTF-8
 */
export function renderDataAuditJUnit(result: DataAuditResult): string {
  const { policy, data, tests } = result;
  return printJUnit({
    tool: 'tribune audit data',
    name: `${policy.name} ${policy.version}`,
    className: policy.name,
    properties: [
      ['verdict', result.verdict],
      ['summary', dataVerdictSentence(result)],
      ['policy.digest', policy.digest],
      ['people', String(data.people)],
      ['evaluatedOn', result.evaluatedOn],
    ],
    cases: tests.flatMap((test) => [caseOf(test), ...smallGroupCases(result, test)]),
  });
}
