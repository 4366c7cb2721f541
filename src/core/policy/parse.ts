import { buildPolicy } from './build.js';
import { checkData } from './check/data.js';
import { checkRequirement } from './check/requirement.js';
import { type PolicyDocument, readDocument } from './read/document.js';
import { byPosition, caution, type Finding, type PolicyMistake, policyError, problem } from './read/mistakes.js';
import { checkShape, type ReadableParts } from './read/schema-findings.js';
import type { RawPolicy } from './sections/schema.js';
import type { Policy } from './sections/types.js';

export interface CheckOptions {
  /** `YYYY-MM-DD`, UTC. When given, a waiver that has expired by that day is a mistake. */
  readonly today?: string;
}

interface CheckedPolicy {
  readonly mistakes: readonly PolicyMistake[];
  /** Null where the YAML or its shape is wrong. */
  readonly raw: RawPolicy | null;
  readonly document: PolicyDocument | null;
}

function contentFindings(parts: ReadableParts, { today }: CheckOptions): Finding[] {
  const ids = new Set<string>();
  const requirements = parts.requirements.flatMap((requirement, index) => {
    if (requirement === null) return [];
    const findings = checkRequirement(requirement, index, parts.data);
    const path = ['requirements', index];
    if (ids.has(requirement.id))
      findings.push(
        problem([...path, 'id'], `the id "${requirement.id}" stands twice`, 'Give each requirement its own id.'),
      );
    ids.add(requirement.id);
    const until = requirement.waiver?.until;
    if (today !== undefined && until !== undefined && until < today)
      findings.push(
        problem(
          [...path, 'waiver', 'until'],
          `the waiver of ${requirement.id} expired on ${until}`,
          'Meet the requirement, or have the owner renew the waiver.',
        ),
      );
    return findings;
  });
  return [...(parts.data === null ? [] : checkData(parts.data)), ...requirements, ...blocksNothing(parts)];
}

/** Allowed, to try a policy out; but nobody should take its exit code 0 for a pass. */
function blocksNothing({ requirements }: ReadableParts): Finding[] {
  if (requirements.length === 0 || requirements.some((each) => each === null || each.severity === 'block')) return [];
  return [
    caution(
      ['requirements'],
      'every requirement only warns: an audit under this policy always exits 0',
      'Let those that must hold block: severity: block.',
    ),
  ];
}

function check(text: string, options: CheckOptions): CheckedPolicy {
  const { document, mistakes } = readDocument(text);
  if (document === null) return { mistakes, raw: null, document: null };
  const shape = checkShape(document.value);
  const found = [...shape.findings, ...contentFindings(shape.parts, options)].map(document.locate);
  return { mistakes: [...mistakes, ...found].sort(byPosition), raw: shape.raw, document };
}

/**
 * Every mistake and warning of a policy text, in the order of the file; empty when there is none.
 *
 * @param text YAML 1.2, at most `POLICY_SIZE_LIMIT` characters
 * @example checkPolicy('tribune: policy/v2') // [{ line: 1, column: 10, severity: 'error', message: 'tribune is "policy/v2", ...', remedy: ... }, ...]
 */
export function checkPolicy(text: string, options: CheckOptions = {}): readonly PolicyMistake[] {
  return check(text, options).mistakes;
}

/**
 * Parses a policy and fills in every default.
 *
 * @param file the name shown in messages
 * @throws TribuneError `POLICY_UNREADABLE` when the text is not YAML we accept, `POLICY_INVALID` otherwise; the message lists every mistake
 * @example const { policy, warnings } = parsePolicy(text, { file: 'policy.yaml' });
 */
export function parsePolicy(
  text: string,
  { file = 'policy' }: { readonly file?: string } = {},
): { readonly policy: Policy; readonly warnings: readonly PolicyMistake[] } {
  const { mistakes, raw, document } = check(text, {});
  const errors = mistakes.filter((mistake) => mistake.severity === 'error');
  if (document === null) throw policyError('POLICY_UNREADABLE', errors, file);
  if (raw === null || errors.length > 0) throw policyError('POLICY_INVALID', errors, file);
  return { policy: buildPolicy(raw, document), warnings: mistakes };
}
