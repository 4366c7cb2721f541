import { cleanText } from '../../../core/markup/index.js';
import type { RequirementResult } from '../../../core/policy/sections/index.js';
import type { AuditResult } from '../../audits/result/index.js';
import { metricWords } from '../glossary.js';
import { keyText } from '../groups.js';
import { basisText, policyBoundText, subjectText } from '../requirement-text.js';
import { plainSentence } from '../sentence.js';
import { verdictSentence } from '../verdict.js';
import { printSarif, SARIF_KINDS, sarifFingerprint, sarifLevel, sarifLocation } from './sarif-file.js';

/** Name and version of our fingerprint; a new method gets a new version, so that old alerts are not confused with new ones. */
const FINGERPRINT = 'tribuneRequirement/v1';

function ruleOf(requirement: RequirementResult) {
  const words = metricWords(requirement.metric);
  return {
    id: requirement.id,
    shortDescription: { text: cleanText(`${subjectText(requirement)}: ${policyBoundText(requirement)}`) },
    fullDescription: { text: cleanText(`${words.definition} Bound from ${basisText(requirement.basis)}.`) },
    help: { text: cleanText(`${words.definition} When it misleads: ${words.misleads}`) },
    defaultConfiguration: { level: requirement.severity === 'block' ? 'error' : 'warning' },
    properties: { evidence: requirement.evidence, basis: requirement.basis.kind, tags: ['fairness'] },
  };
}

function resultOf(result: AuditResult, requirement: RequirementResult, ruleIndex: number) {
  const { group, reference, estimate, lower, upper, level, verdict } = requirement;
  return {
    ruleId: requirement.id,
    ruleIndex,
    kind: SARIF_KINDS[verdict],
    level: sarifLevel(requirement),
    message: { text: cleanText(plainSentence(result, requirement)) },
    locations: [sarifLocation(result.policy, requirement)],
    partialFingerprints: {
      [FINGERPRINT]: sarifFingerprint([result.policy.name, requirement.id, keyText(group), keyText(reference)]),
    },
    ...(requirement.waived
      ? {
          suppressions: [{ kind: 'external', status: 'accepted', justification: cleanText(requirement.waived.reason) }],
        }
      : {}),
    properties: {
      verdict,
      severity: requirement.severity,
      group,
      reference,
      estimate,
      lower,
      upper: finite(upper),
      confidence: level,
    },
  };
}

/** A finite number or null, because JSON has no infinity, such as an open upper end of a ratio. */
const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/**
 * Renders SARIF 2.1.0 for code scanning: one rule per requirement, one result for each that did not pass (passing ones would become alerts
 * in tools that ignore `kind`), at the line of the requirement in the policy file.
 */
export function renderSarif(result: AuditResult): string {
  const results = result.requirements.flatMap((each, index) =>
    each.verdict === 'pass' ? [] : [resultOf(result, each, index)],
  );
  const { tool, verdict, warnings, policy } = result;
  const rules = result.requirements.map(ruleOf);
  return printSarif({ tool, rules, results, verdict, warnings, summary: verdictSentence(result), policy });
}
