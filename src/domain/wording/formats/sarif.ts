import { encodeHex, utf8 } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { cleanText } from '../../../core/markup/index.js';
import type { RequirementResult } from '../../../core/policy/sections/index.js';
import type { AuditResult } from '../../audits/result/index.js';
import { metricWords } from '../glossary.js';
import { keyText } from '../groups.js';
import { basisText, policyBoundText, subjectText } from '../requirement-text.js';
import { plainSentence } from '../sentence.js';
import { verdictSentence } from '../verdict.js';

/** The identifier of the schema, as OASIS publishes it with SARIF 2.1.0 (errata 01). */
const SARIF_SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** Name and version of our fingerprint; a new method gets a new version, so that old alerts are not confused with new ones. */
const FINGERPRINT = 'tribuneRequirement/v1';

/** Kinds of SARIF 2.1.0 section 3.27.9; `open` means that there was too little evidence to decide. */
const KINDS = { pass: 'pass', fail: 'fail', inconclusive: 'open', not_applicable: 'notApplicable' } as const;

const levelOf = (requirement: RequirementResult): string =>
  requirement.verdict !== 'fail' ? 'none' : requirement.severity === 'block' ? 'error' : 'warning';

/** Fingerprint of a finding from policy, requirement and the two groups, which stays the same while numbers change. */
function fingerprint(policyName: string, requirement: RequirementResult): string {
  const identity = [policyName, requirement.id, keyText(requirement.group), keyText(requirement.reference)];
  return encodeHex(sha256(utf8(JSON.stringify(identity))));
}

/** A path as a URI reference: relative ones are encoded segment by segment, absolute ones become `file:` URIs. */
function uriOf(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  if (/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(slashes)) return encodeURI(slashes);
  const encoded = slashes
    .split('/')
    .map((segment) => encodeURIComponent(cleanText(segment)))
    .join('/');
  if (slashes.startsWith('/')) return `file://${encoded}`;
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${encoded.replace('%3A', ':')}`;
  return encoded.replace(/^(\.\/)+/, '');
}

function locationOf(result: AuditResult, requirement: RequirementResult) {
  const logicalLocations = [
    { name: requirement.id, fullyQualifiedName: `${result.policy.name}/${requirement.id}`, kind: 'member' },
  ];
  if (result.policy.path === null) return { logicalLocations };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(result.policy.path) },
      region: { startLine: Math.max(1, requirement.line) },
    },
    logicalLocations,
  };
}

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
    kind: KINDS[verdict],
    level: levelOf(requirement),
    message: { text: cleanText(plainSentence(result, requirement)) },
    locations: [locationOf(result, requirement)],
    partialFingerprints: { [FINGERPRINT]: fingerprint(result.policy.name, requirement) },
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
  const log = {
    $schema: SARIF_SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: result.tool.name,
            version: result.tool.version,
            semanticVersion: result.tool.version,
            rules: result.requirements.map(ruleOf),
          },
        },
        results,
        columnKind: 'utf16CodeUnits',
        properties: {
          verdict: result.verdict,
          warnings: result.warnings,
          summary: cleanText(verdictSentence(result)),
          policy: { name: result.policy.name, version: result.policy.version, digest: result.policy.digest },
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
