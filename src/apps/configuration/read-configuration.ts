import { TribuneError } from '../../core/base/errors.js';
import {
  byPosition,
  type Finding,
  formatMistakes,
  type PolicyMistake,
  readDocument,
} from '../../core/policy/read/index.js';
import type { ConfigurationSection } from './define-configuration.js';
import { findingsOf, valueAt } from './findings.js';
import { keyOf, resolveReferences } from './references.js';
import { configurationSchema, type Path, type Shape, shapeAt, shapeOf, VERSION } from './shape.js';

/** A configuration file with its text. */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** A value from the command line or the environment, which replaces the value in the file. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
  /** The flag or variable that gave the value: `--port`, `TRIBUNE_DATABASE_URL`. */
  readonly from: string;
  /** Text that is shown instead of a value that may hold a secret. */
  readonly shown?: string;
}

/** The configuration in force. */
export interface ServiceConfiguration {
  /** Gives the value of a section. */
  read<Value>(section: ConfigurationSection<Value>): Value;
  /**
   * The configuration as people write it, without secrets and with the defaults of what was left out. `originOf` tells where each value
   * comes from.
   */
  readonly effective: unknown;
  readonly originOf: (path: Path) => string;
}

/**
 * Joins file and overrides, replaces references by what they name, and checks the whole against the schema of the sections.
 *
 * @throws TribuneError `USAGE` with every mistake, each with its line, or with the flag or variable that brought it
 */
export function readConfiguration(
  sections: readonly ConfigurationSection[],
  file: ConfigurationFile | null,
  overrides: readonly Override[] = [],
): ServiceConfiguration {
  const schema = configurationSchema(sections);
  const shape = shapeOf(schema);
  const read = file === null ? null : readDocument(file.text, 'configuration');
  if (read !== null && read.document === null) throw mistakesError(read.mistakes, [], file);
  const written = read === null ? { tribune: VERSION } : read.document?.value;
  const resolved = resolveReferences(written, shape, file?.path ?? null);
  const document = withOverrides(resolved.value, overrides);
  const overrideAt = (path: Path): Override | undefined =>
    overrides.find((one) => one.path.every((part, i) => path[i] === part));
  const isHidden = (path: Path): boolean =>
    resolved.referred.has(keyOf(path)) || shapeAt(shape, path)?.secret !== undefined;
  const result = schema.safeParse(document);
  const found = result.success ? [] : findingsOf(result.error.issues, { document, shape, isHidden });
  const unresolved = new Set(resolved.findings.map(({ path }) => keyOf(path)));
  const findings = [...resolved.findings, ...found.filter(({ path }) => !unresolved.has(keyOf(path)))];
  const inFile = findings.filter(({ path }) => file !== null && overrideAt(path) === undefined);
  const located = inFile.map((finding) => read!.document!.locate(finding));
  const others = findings.filter((finding) => !inFile.includes(finding));
  const mistakes = [...(read?.mistakes ?? []), ...located].sort(byPosition);
  if (!result.success || mistakes.length > 0 || others.length > 0) {
    throw mistakesError(
      mistakes,
      others.map((one) => elsewhere(one, overrideAt(one.path))),
      file,
    );
  }
  const values = result.data as Record<string, unknown>;
  const effective = effectiveOf(shape, { written, overrides });
  return {
    read: <Value>({ name }: ConfigurationSection<Value>): Value => values[name] as Value,
    effective,
    originOf(path) {
      const override = overrideAt(path);
      if (override !== undefined) return override.from;
      if (file === null || valueAt(written, path) === undefined) return 'default';
      return `line ${read!.document!.locate({ path, message: '', remedy: '', severity: 'error' }).line}`;
    },
  };
}

function withOverrides(document: unknown, overrides: readonly Override[]): unknown {
  const copy = structuredClone(document);
  if (typeof copy !== 'object' || copy === null) return copy;
  for (const { path, value } of overrides) put(copy as Record<string, unknown>, path, value);
  return copy;
}

function put(root: Record<string, unknown>, path: Path, value: unknown): void {
  let at = root;
  for (const part of path.slice(0, -1)) {
    const inner = at[part];
    const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
    at[part] = next;
    at = next as Record<string, unknown>;
  }
  at[path.at(-1)!] = value;
}

/**
 * The configuration in force as people would have to write it: defaults, then the file with its references, then overrides as they may be
 * shown.
 */
function effectiveOf(
  shape: Shape,
  { written, overrides }: { written: unknown; overrides: readonly Override[] },
): unknown {
  const shown = overrides.map((one) => (one.shown === undefined ? one : { ...one, value: one.shown }));
  return withDefaults(withOverrides(written, shown), shape);
}

/** A reference names where a text comes from, and can be printed. */
const REFERENCE = /^\$\{(?:env|file):[^}]*\}$/;
const NOT_PRINTED = '(not printed)';

function withDefaults(value: unknown, shape: Shape): unknown {
  const given = value === undefined ? structuredClone(shape.default) : value;
  const { properties, items } = shape;
  if (shape.secret === 'printed' && typeof given === 'string') return REFERENCE.test(given) ? given : NOT_PRINTED;
  if (Array.isArray(given)) return given.map((one) => (items === undefined ? one : withDefaults(one, items)));
  if (properties === undefined || typeof given !== 'object' || given === null) return given;
  const entries = Object.entries(properties).map(([key, inner]) => {
    return [key, withDefaults((given as Record<string, unknown>)[key], inner)] as const;
  });
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

const elsewhere = ({ message, remedy }: Finding, override: Override | undefined): string =>
  `${override?.from ?? 'command line'}: ${message}. ${remedy}`;

function mistakesError(
  mistakes: readonly PolicyMistake[],
  others: readonly string[],
  file: ConfigurationFile | null,
): TribuneError {
  const n = mistakes.length + others.length;
  const name = file?.path ?? 'configuration';
  const lines = [...(mistakes.length > 0 ? [formatMistakes(mistakes, name)] : []), ...others];
  const [first] = mistakes;
  return new TribuneError(
    'USAGE',
    `The configuration has ${n === 1 ? 'one mistake' : `${n} mistakes`}:\n${lines.join('\n')}`,
    {
      remedy: 'Mend each line above; docs/reference/configuration.md names every key.',
      ...(first === undefined ? {} : { place: { file: name, line: first.line, column: first.column } }),
    },
  );
}
