import type { z } from 'zod';
import { agree, counted } from '../../base/counted.js';
import { didYouMean } from '../../base/suggest.js';
import { OPEN_SECTIONS, type PolicySection } from '../open-sections/index.js';
import type { RawData } from '../sections/data.js';
import { OUTCOME_EXAMPLES } from '../sections/outcomes/index.js';
import type { RawRequirement } from '../sections/requirements.js';
import { reservedSection } from '../sections/reserved.js';
import { RESULT_FIELD } from '../sections/result-field.js';
import { policySchemaWith, type RawPolicy } from '../sections/schema.js';
import { type Finding, type PathPart, pathText, problem } from './mistakes.js';

type Issue = z.core.$ZodIssue;

/** A document and the shape that it is checked against. */
interface Read {
  readonly root: unknown;
  readonly schema: unknown;
}

/** Names other tools use for our metrics. */
const FOREIGN_METRICS: Readonly<Record<string, string>> = {
  tpr: 'true_positive_rate',
  recall: 'true_positive_rate',
  sensitivity: 'true_positive_rate',
  fpr: 'false_positive_rate',
  tnr: 'true_negative_rate',
  specificity: 'true_negative_rate',
  fnr: 'false_negative_rate',
  ppv: 'positive_predictive_value',
  precision: 'positive_predictive_value',
  npv: 'negative_predictive_value',
  demographic_parity: 'selection_rate',
  statistical_parity: 'selection_rate',
  disparate_impact: 'favourable_rate',
  equal_opportunity: 'opportunity_rate',
  roc_auc: 'auc',
  ece: 'expected_calibration_error',
};

/** Remedies for values that have a shape of their own. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/^name$/, 'Use small letters, digits and hyphens, such as credit-limit.'],
  [/^version$/, 'Write text in quotes, such as "1.0".'],
  [/^tribune$/, 'Write `tribune: policy/v1`.'],
  [/\.id$/, 'Use up to 100 letters, digits, dots, hyphens and underscores, such as four-fifths.'],
  [/\.until$/, 'Write a day that exists, such as 2027-01-31.'],
  [
    /outcome\.favourable$/,
    'Write higher if more is good for the person, lower if less is; of classes a list of the good ones.',
  ],
  [/outcome\.(levels|classes)$/, 'Write a list of at least two, such as [C, B, A].'],
  [/outcome\.type$/, `Write ${Object.keys(OUTCOME_EXAMPLES).join(', ')}; without data.outcome a decision is 0 or 1.`],
  [/outcome\.decimals$/, 'Write the decimals of the unit, 0 to 6, such as 2 for cents.'],
  [/outcome$/, `Write { type: ... }, such as ${OUTCOME_EXAMPLES.amount}.`],
  [/favourable$/, 'Write 1 if prediction 1 is good for the person, 0 if it is bad.'],
  [/(label|prediction)$/, 'Write a column name, or { column: ..., positive: [...], negative: [...] }.'],
  [/minGroupSize$/, 'Write a whole number of at least 1, such as 30.'],
  [/\.by$/, 'Write a list of attributes, such as [race].'],
  [/\.basis$/, 'Write { kind: law | guidance | practice | ours, source: "..." }.'],
  [/\.reference$/, 'Write declared, highest, largest, all-pairs, or a group such as { race: Caucasian }.'],
  [/data\.attributes\.[^.]+$/, 'Write {} or { reference: ..., column: ..., bins: [...] }.'],
];

/** Keys that are missing most often, and what to write for them. */
const MISSING: Readonly<Record<string, string>> = {
  tribune: 'Add `tribune: policy/v1` as the first line.',
  evidence: 'Add `evidence: point`, `violation` or `compliance`.',
  severity: 'Add `severity: block` or `severity: warn`.',
  basis: 'Say where the bound comes from: `basis: { kind: law | guidance | practice | ours, source: "..." }`.',
};

function valueAt(root: unknown, path: readonly PathPart[]): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PathPart, unknown>)[part];
  }
  return value;
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  const shown = JSON.stringify(value) ?? String(value);
  return typeof value === 'number' ? `the number ${value}` : shown.length > 60 ? `${shown.slice(0, 57)}..."` : shown;
}

/** Name of a place in a message; the document itself is called `the policy`. */
const called = (path: readonly PathPart[]): string => (path.length === 0 ? 'the policy' : pathText(path));

const shapeRemedy = (path: readonly PathPart[]): string | null =>
  SHAPES.find(([pattern]) => pattern.test(pathText(path)))?.[1] ?? null;

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a finite number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

/** Keys of a map in the schema, found through the path; used for suggestions only. */
function knownKeys(path: readonly PathPart[], { root, schema: policy }: Read): string[] {
  let schema = policy;
  path.forEach((part, i) => {
    schema = step(unwrap(schema, valueAt(root, path.slice(0, i))), part);
  });
  const shape = shapeOf(unwrap(schema, valueAt(root, path)));
  return shape ? Object.keys(shape) : [];
}

interface AnySchema {
  readonly def: {
    readonly type: string;
    readonly innerType?: unknown;
    readonly element?: unknown;
    readonly valueType?: unknown;
    readonly options?: readonly unknown[];
    readonly shape?: Record<string, unknown>;
    readonly values?: readonly unknown[];
  };
}

const shapeOf = (schema: unknown): Record<string, unknown> | null =>
  (schema as AnySchema | undefined)?.def.shape ?? null;

/** The map that a value was meant as: of several the one whose `type` the value names, else the first. */
function unwrap(schema: unknown, value: unknown): unknown {
  const def = (schema as AnySchema | undefined)?.def;
  if (def?.innerType !== undefined) return unwrap(def.innerType, value);
  if (!def?.options) return schema;
  const maps = def.options.map((option) => unwrap(option, value)).filter((option) => shapeOf(option) !== null);
  const type = valueAt(value, ['type']);
  const isMeant = (option: unknown): boolean =>
    (shapeOf(option)?.type as AnySchema | undefined)?.def.values?.includes(type) ?? false;
  return maps.find(isMeant) ?? maps[0] ?? schema;
}

function step(schema: unknown, part: PathPart): unknown {
  const def = (schema as AnySchema | undefined)?.def;
  return typeof part === 'number' ? def?.element : (def?.shape?.[part] ?? def?.valueType);
}

function unknownKeys(issue: Issue & { code: 'unrecognized_keys' }, read: Read): Finding[] {
  const path = issue.path as PathPart[];
  return issue.keys.map((key) => {
    const later = path.length === 0 ? reservedSection(key) : null;
    const message = later?.message ?? `unknown key "${key}" in ${called(path)}`;
    const remedy = later?.remedy ?? didYouMean(key, knownKeys(path, read));
    return { ...problem([...path, key], message, remedy), at: 'key' as const };
  });
}

function wrongChoice(path: readonly PathPart[], value: unknown, values: readonly unknown[]): Finding {
  const choices = values.map(String);
  const message = `${called(path)} is ${show(value)}, not one of its possible values`;
  if (path.at(-1) === 'metric' && typeof value === 'string') {
    const ours = FOREIGN_METRICS[value.toLowerCase().replaceAll(/[-\s]/g, '_')];
    if (ours !== undefined) return problem(path, message, `Here it is called ${ours}.`);
  }
  return problem(path, message, shapeRemedy(path) ?? didYouMean(String(value), choices));
}

/** Mistakes of the union's branch that the author meant: the one that accepts the kind of value found there. */
function unionFindings(issue: Issue & { code: 'invalid_union' }, read: Read): Finding[] {
  const path = issue.path as PathPart[];
  const meant = issue.errors.find(
    (issues) => issues.length > 0 && !issues.some((i) => i.path.length === 0 && i.code !== 'unrecognized_keys'),
  );
  if (meant) return meant.flatMap((inner) => fromIssue({ ...inner, path: [...path, ...inner.path] } as Issue, read));
  const value = valueAt(read.root, path);
  const choices = issue.errors.flat().flatMap((i) => (i.code === 'invalid_value' ? i.values : []));
  if (choices.length > 0) return [wrongChoice(path, value, choices)];
  return [
    problem(path, `${called(path)} is ${show(value)}`, shapeRemedy(path) ?? 'Write a text, a number, true or false.'),
  ];
}

function fromIssue(issue: Issue, read: Read): Finding[] {
  const path = issue.path as PathPart[];
  const value = valueAt(read.root, path);
  const key = String(path.at(-1) ?? '');
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, read);
  if (value === undefined && path.length > 0)
    return [
      problem(path, `${called(path.slice(0, -1))} has no "${key}"`, MISSING[key] ?? shapeRemedy(path) ?? `Add ${key}.`),
    ];
  if (issue.code === 'invalid_union') return unionFindings(issue, read);
  if (issue.code === 'invalid_value') return [wrongChoice(path, value, issue.values)];
  return [
    problem(path, `${called(path)} is ${show(value)}${expectation(issue)}`, shapeRemedy(path) ?? 'Mend the value.'),
  ];
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return `, ${KINDS[issue.expected] ?? issue.expected} is expected`;
  if (issue.code === 'too_small' && issue.origin === 'string') return ', text is expected';
  if (issue.code === 'too_small' && issue.origin === 'array')
    return `, at least ${counted(Number(issue.minimum), 'entry')} ${agree(Number(issue.minimum), 'is', 'are')} expected`;
  if (issue.code === 'too_small') return `, ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum} is expected`;
  if (issue.code === 'too_big') return `, at most ${issue.maximum} is expected`;
  if (issue.code === 'invalid_format') return ', which has another form';
  return '';
}

/** The parts of a policy whose shape is right, so that their content can be checked even where other parts are wrong. */
export interface ReadableParts {
  readonly data: RawData | null;
  /** Requirements in the order of the file; null where the shape of one is wrong. */
  readonly requirements: readonly (RawRequirement | null)[];
  readonly open: readonly OpenPart[];
}

/** A section that a room brings, with its content. */
export interface OpenPart {
  readonly section: PolicySection;
  readonly value: unknown;
}

export interface ShapeCheck {
  readonly raw: RawPolicy | null;
  readonly parts: ReadableParts;
  readonly findings: readonly Finding[];
}

/** A copy without the keys that the schema does not know. */
function withoutUnknownKeys(root: unknown, findings: readonly Finding[]): unknown {
  const copy = structuredClone(root);
  for (const { path, at } of findings) {
    const parent = at === 'key' ? valueAt(copy, path.slice(0, -1)) : null;
    if (typeof parent === 'object' && parent !== null) delete (parent as Record<string, unknown>)[String(path.at(-1))];
  }
  return copy;
}

/** Checks the shape of a document: the result is the typed value, or every mistake with its path. */
export function checkShape(root: unknown, sections: readonly PolicySection[] = OPEN_SECTIONS): ShapeCheck {
  const schema = policySchemaWith(sections);
  return checkFilled(withResultDefaults(root), schema, sections);
}

/** A requirement on another command's result need not say what has no meaning for it. */
function withResultDefaults(root: unknown): unknown {
  const list = valueAt(root, ['requirements']);
  if (!Array.isArray(list)) return root;
  const filled = list.map((entry) =>
    valueAt(entry, ['from']) === undefined
      ? entry
      : { metric: RESULT_FIELD, by: [], compare: 'value', evidence: 'point', ...(entry as object) },
  );
  return { ...(root as object), requirements: filled };
}

function checkFilled(
  root: unknown,
  schema: ReturnType<typeof policySchemaWith>,
  sections: readonly PolicySection[],
): ShapeCheck {
  const result = schema.safeParse(root);
  if (result.success)
    return { raw: result.data, parts: { ...result.data, open: openParts(root, sections) }, findings: [] };
  const findings = result.error.issues.flatMap((issue) => fromIssue(issue, { root, schema }));
  const known = withoutUnknownKeys(root, findings);
  const list = valueAt(known, ['requirements']);
  const requirements = Array.isArray(list) ? list : [];
  return {
    raw: null,
    parts: {
      data: schema.shape.data.safeParse(valueAt(known, ['data'])).data ?? null,
      requirements: requirements.map((entry) => schema.shape.requirements.element.safeParse(entry).data ?? null),
      open: openParts(known, sections),
    },
    findings,
  };
}

/** The rooms' sections of a document whose shape is right. */
function openParts(root: unknown, sections: readonly PolicySection[]): OpenPart[] {
  return sections.flatMap((section) => {
    const written = valueAt(root, [section.name]);
    const read = written === undefined ? null : section.schema.safeParse(written);
    return read?.success ? [{ section, value: read.data }] : [];
  });
}
