import { buildPolicy } from './build.js';
import { checkOneTable } from './check/costs.js';
import { checkData } from './check/data.js';
import { checkRequirement } from './check/requirement.js';
import type { SectionData } from './open-sections/define-section.js';
import { OPEN_SECTIONS, type PolicySection } from './open-sections/index.js';
import { type PolicyDocument, readDocument } from './read/document.js';
import { byPosition, caution, type Finding, type PolicyMistake, policyError, problem } from './read/mistakes.js';
import { checkShape, type ReadableParts } from './read/schema-findings.js';
import type { RawPolicy } from './sections/schema.js';
import type { Policy } from './sections/types.js';
import { whereNames } from './where/index.js';
import { parseWhere } from './where/parse.js';

export interface CheckOptions {
  /** The present day as `YYYY-MM-DD`, UTC. When it is given, a waiver that has expired by that day is a mistake. */
  readonly today?: string;
  /** Whether nothing has been decided yet, as before a model is learned: then a policy need not say where decisions stand. */
  readonly isUndecided?: boolean;
}

interface CheckedPolicy {
  readonly mistakes: readonly PolicyMistake[];
  /** Sections that rooms bring, by name. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** The policy as written; null where the YAML or its shape is wrong. */
  readonly raw: RawPolicy | null;
  readonly document: PolicyDocument | null;
}

function contentFindings(parts: ReadableParts, { today, isUndecided = false }: CheckOptions): Finding[] {
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
  const outcome = parts.data?.outcome;
  const costs = outcome?.type === 'class' ? checkOneTable(parts.requirements, outcome.classes.map(String)) : [];
  const isWhole = parts.requirements.every((one) => one !== null);
  const beside: SectionData | null =
    parts.data === null
      ? null
      : {
          ...{ ...parts.data, whereNames: (text) => whereNames(parseWhere(text)) },
          ...(isWhole && { requirementIds: [...ids], sections: named(parts.open) }),
        };
  const open = parts.open.flatMap(({ section, value }) => sectionFindings(section, value, beside));
  return [
    ...(parts.data === null ? [] : checkData(parts.data, isUndecided)),
    ...requirements,
    ...costs,
    ...open,
    ...blocksNothing(parts),
  ];
}

const named = (open: ReadableParts['open']): Readonly<Record<string, unknown>> =>
  Object.fromEntries(open.map(({ section, value }) => [section.name, value]));

const sectionFindings = (section: PolicySection, value: unknown, data: SectionData | null): Finding[] =>
  section.check(value, data).map(({ path, message, remedy, severity = 'error' }) => {
    const at = [section.name, ...path];
    return severity === 'error' ? problem(at, message, remedy) : caution(at, message, remedy);
  });

/**
 * Warns of a policy in which no requirement blocks. It is allowed, to try a policy out, but nobody should take its exit code 0 for a pass.
 */
function blocksNothing({ requirements }: ReadableParts): Finding[] {
  if (requirements.length === 0 || requirements.some((each) => each === null || each.severity === 'block')) return [];
  return [
    caution(
      ['requirements'],
      'every requirement only warns: tribune audit under this policy always exits 0',
      'Let those that must hold block: severity: block.',
    ),
  ];
}

function check(text: string, options: CheckOptions, known: readonly PolicySection[]): CheckedPolicy {
  const { document, mistakes } = readDocument(text);
  if (document === null) return { mistakes, sections: {}, raw: null, document: null };
  const shape = checkShape(document.value, known);
  const found = [...shape.findings, ...contentFindings(shape.parts, options)].map(document.locate);
  const sections = named(shape.parts.open);
  return { mistakes: [...mistakes, ...found].sort(byPosition), sections, raw: shape.raw, document };
}

/** A reader of policies whose file may hold these sections beside those of every policy. */
export function policyReader(known: readonly PolicySection[]): {
  check(text: string, options?: CheckOptions): readonly PolicyMistake[];
  parse(
    text: string,
    file?: string,
    options?: CheckOptions,
  ): { readonly policy: Policy; readonly warnings: readonly PolicyMistake[] };
} {
  return {
    check: (text, options = {}) => check(text, options, known).mistakes,
    parse(text, file = 'policy', options = {}) {
      const { mistakes, sections, raw, document } = check(text, options, known);
      const errors = mistakes.filter((mistake) => mistake.severity === 'error');
      if (document === null) throw policyError('POLICY_UNREADABLE', errors, file);
      if (raw === null || errors.length > 0) throw policyError('POLICY_INVALID', errors, file);
      const policy = buildPolicy(raw, document);
      return { policy: Object.keys(sections).length > 0 ? { ...policy, sections } : policy, warnings: mistakes };
    },
  };
}

const ofThisVersion = policyReader(OPEN_SECTIONS);

/**
 * Every mistake and warning of a policy text, in the order of the file; empty when there is none.
 *
 * @param text YAML 1.2, at most `POLICY_SIZE_LIMIT` characters
 * @example checkPolicy('tribune: policy/v2') // [{ line: 1, column: 10, severity: 'error', message: 'tribune is "policy/v2", ...', remedy: ... }, ...]
 */
export function checkPolicy(text: string, options: CheckOptions = {}): readonly PolicyMistake[] {
  return ofThisVersion.check(text, options);
}

/**
 * Parses a policy and fills in every default.
 *
 * @param file the name shown in messages
 * @param isUndecided whether nothing has been decided yet, so that `data.prediction` may be absent
 * @throws TribuneError `POLICY_UNREADABLE` when the text is not YAML we accept, `POLICY_INVALID` otherwise; the message lists every mistake
 * @example const { policy, warnings } = parsePolicy(text, { file: 'policy.yaml' });
 */
export function parsePolicy(
  text: string,
  { file, isUndecided = false }: { readonly file?: string; readonly isUndecided?: boolean } = {},
): { readonly policy: Policy; readonly warnings: readonly PolicyMistake[] } {
  return ofThisVersion.parse(text, file, { isUndecided });
}
