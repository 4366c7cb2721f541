import type { ColumnRoles } from './guess-roles.js';

export const quote = (text: string): string => JSON.stringify(text);

/** A list of texts of the data in YAML. */
export const quoteAll = (texts: readonly string[]): string => `[${texts.map(quote).join(', ')}]`;

/** A name as part of an id: small letters, digits and hyphens. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'attribute';

/** The head of every proposed policy. */
export const headLines = (name: string): string[] => [
  '# Proposed by tribune policy init: read every line, confirm what carries "check", then own it.',
  'tribune: policy/v1',
  `name: ${name}`,
  'version: 0.1.0',
  'owner: you@example.org               # check: who answers for this policy',
  'purpose: "Say what is decided, and about whom."',
  '',
];

/** Weight, missing values and attributes of decisions that are not 0 or 1, to the beginning of the requirements. */
export const roleLines = (roles: Pick<ColumnRoles, 'weight' | 'attributes' | 'missing'>): string[] => [
  ...(roles.weight === null
    ? []
    : [
        `  weight: ${quote(roles.weight)}`,
        '  weightKind: count                  # check: each line stands for so many people',
      ]),
  ...(roles.missing.length === 0
    ? []
    : [`  missing: ${quoteAll(roles.missing)}        # check: these look like missing; drop those that are not`]),
  '  attributes:',
  ...roles.attributes.map(({ name, bins }) =>
    bins === null
      ? `    ${quote(name)}: {}`
      : `    ${quote(name)}: { bins: [${bins.join(', ')}] }       # check: edges that mean something`,
  ),
  '  minGroupSize: 30',
  '',
  'requirements:',
];

export interface ProposedRequirement {
  readonly id: string;
  /** `metric:` with its parameters and `compare:` with its bound, a line each. */
  readonly lines: readonly string[];
  readonly by: string;
  readonly severity?: 'block' | 'warn';
}

/** A requirement that whoever owns the policy has to confirm. */
export const requirementLines = ({ id, lines, by, severity = 'block' }: ProposedRequirement): string[] => [
  `  - id: ${id}`,
  `    ${lines[0]}`,
  `    by: [${quote(by)}]`,
  ...lines.slice(1).map((line) => `    ${line}`),
  '    evidence: violation',
  '    smallGroups: inconclusive',
  `    severity: ${severity}`,
  '    basis: { kind: ours, source: "proposed by tribune policy init" }',
];
