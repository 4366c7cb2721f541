import { cleanText } from '../../../core/markup/index.js';
import type { DataAuditResult, TestResult } from '../../data-audits/index.js';
import { printSarif, SARIF_KINDS, sarifFingerprint, sarifLevel, sarifLocation } from '../../wording/formats/index.js';
import { keyText } from '../../wording/index.js';
import { dataVerdictSentence } from './head.js';

/** Name and version of our fingerprint; a new method gets a new version, so that old alerts are not confused with new ones. */
const FINGERPRINT = 'tribuneDataTest/v1';

const ruleId = ({ test }: TestResult): string => `dataAudit.${test}`;

function ruleOf(test: TestResult) {
  const { title, source, basis, severity } = test;
  return {
    id: ruleId(test),
    shortDescription: { text: cleanText(title) },
    fullDescription: { text: cleanText(`${source.meaning} Bound from ${basis.kind}, ${basis.source}.`) },
    help: { text: cleanText(`${source.name}: ${source.meaning} Also called ${source.alsoCalled.join(', ')}.`) },
    defaultConfiguration: { level: severity === 'block' ? 'error' : 'warning' },
    properties: { basis: basis.kind, tags: ['fairness', 'data'] },
  };
}

function resultOf(result: DataAuditResult, test: TestResult, ruleIndex: number) {
  const { verdict, severity, decisive } = test;
  const [group, reference] = [decisive?.group ?? null, decisive?.reference ?? null];
  return {
    ruleId: ruleId(test),
    ruleIndex,
    kind: SARIF_KINDS[verdict],
    level: sarifLevel(test),
    message: { text: cleanText([test.message, ...test.notes].join(' ')) },
    locations: [sarifLocation(result.policy, { id: ruleId(test), line: test.line ?? 1 })],
    partialFingerprints: {
      [FINGERPRINT]: sarifFingerprint([
        result.policy.name,
        test.test,
        decisive?.subject ?? null,
        keyText(group),
        keyText(reference),
      ]),
    },
    properties: {
      verdict,
      severity,
      subject: decisive?.subject ?? null,
      group,
      reference,
      estimate: decisive?.estimate ?? null,
      lower: decisive?.lower ?? null,
      upper: decisive?.upper ?? null,
      confidence: test.level,
    },
  };
}

/**
 * Renders SARIF 2.1.0 for code scanning: one rule per test, one result for each that did not pass, at its line in the policy file. A test that
 * nobody asked for and that does not apply is no result, because tools that ignore `kind` would make an alert of it.
 */
export function renderDataAuditSarif(result: DataAuditResult): string {
  const { tool, verdict, warnings, policy, tests } = result;
  const results = tests.flatMap((test, index) =>
    test.verdict === 'pass' || (test.verdict === 'not_applicable' && test.severity === 'warn')
      ? []
      : [resultOf(result, test, index)],
  );
  return printSarif({
    tool,
    rules: tests.map(ruleOf),
    results,
    verdict,
    warnings,
    summary: dataVerdictSentence(result),
    policy,
  });
}
