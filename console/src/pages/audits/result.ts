/**
 * What the pages take of a result, as `tribune audit --json` prints it (docs/reference/audit.schema.json). A file may come from anywhere, so nothing
 * of it is relied on that `readResult` has not looked at.
 */
export interface Result {
  readonly policy: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly level: number;
    readonly outcome?: unknown;
  };
  readonly data: {
    readonly rows: number;
    readonly unlabelled: number;
    readonly excluded: readonly { readonly reason: string; readonly rows: number }[];
  };
  readonly groups: readonly Group[];
  readonly requirements: readonly Requirement[];
  readonly verdict: Verdict;
  readonly evaluatedOn?: string;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'not_applicable';
export type GroupKey = Readonly<Record<string, string | null>>;

export interface Estimate {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n?: number;
  readonly status: 'ok' | 'insufficient' | 'undefined';
}

export interface Group {
  readonly attributes: GroupKey;
  readonly n: number;
  readonly metrics: Readonly<Record<string, Estimate>>;
}

export interface Requirement extends Estimate {
  readonly id: string;
  readonly severity: 'block' | 'warn';
  readonly verdict: Verdict;
  readonly metric: string;
  readonly by: readonly string[];
  readonly compare: string;
  readonly unit?: string;
  readonly bound: { readonly min?: number; readonly max?: number };
  readonly allowed?: { readonly lower: number | null; readonly upper: number | null };
  readonly group: GroupKey | null;
  readonly reference: GroupKey | null;
  readonly message: string;
}

const VERDICTS: readonly unknown[] = ['pass', 'fail', 'inconclusive', 'not_applicable'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === 'number';

/**
 * Reads a result; throws an error that says what is wrong with it.
 *
 * @example readResult(JSON.parse(text))
 */
export function readResult(value: unknown): Result {
  if (!isObject(value)) throw new Error('This is no result of an audit: expected a JSON object.');
  if (value.schemaVersion !== '1')
    throw new Error(
      `This is no result of an audit that the console reads: its schemaVersion is ${JSON.stringify(value.schemaVersion) ?? 'absent'}, expected "1". Make it with tribune audit --json.`,
    );
  const { policy, data, groups, requirements, verdict } = value;
  const isWhole =
    isObject(policy) &&
    [policy.name, policy.version, policy.digest].every((one) => typeof one === 'string') &&
    isObject(data) &&
    typeof data.rows === 'number' &&
    Array.isArray(data.excluded) &&
    Array.isArray(groups) &&
    groups.every(isGroup) &&
    Array.isArray(requirements) &&
    requirements.every(isRequirement) &&
    VERDICTS.includes(verdict);
  if (!isWhole)
    throw new Error(
      'Parts of the result are missing or of another form: docs/reference/audit.schema.json says what it holds.',
    );
  return value as unknown as Result;
}

const isGroup = (one: unknown): boolean =>
  isObject(one) &&
  isObject(one.attributes) &&
  typeof one.n === 'number' &&
  isObject(one.metrics) &&
  Object.values(one.metrics).every(isObject);

const isRequirement = (one: unknown): boolean =>
  isObject(one) &&
  [one.id, one.metric, one.message, one.compare, one.severity].every((text) => typeof text === 'string') &&
  VERDICTS.includes(one.verdict) &&
  Array.isArray(one.by) &&
  isObject(one.bound) &&
  [one.estimate, one.lower, one.upper].every(isNumberOrNull);
