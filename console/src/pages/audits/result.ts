/**
 * What the pages take of a result, as `tribune audit --json` prints it (docs/reference/audit.schema.json). A file may come from anywhere, so nothing
 * of it is relied on that `readResult` has not looked at.
 */
export interface Result {
  readonly policy: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly level?: number;
    readonly outcome?: unknown;
  };
  readonly data: {
    readonly rows: number;
    readonly unlabelled?: number;
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

export const VERDICTS: readonly unknown[] = ['pass', 'fail', 'inconclusive', 'not_applicable'];
export const STATUSES: readonly unknown[] = ['ok', 'insufficient', 'undefined'];

/** Letters of a text from outside that an error repeats. */
const MOST_REPEATED = 40;

export type Unknown = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): boolean => typeof value === 'string';
export const isNumber = (value: unknown): boolean => typeof value === 'number';
const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value);
const isOptional = (value: unknown, is: (given: unknown) => boolean): boolean => value === undefined || is(value);

/**
 * Reads a result; throws an error that says what is wrong with it.
 *
 * @example readResult(JSON.parse(text))
 */
export function readResult(value: unknown): Result {
  if (!isObject(value)) throw new Error('This is no result of an audit: expected a JSON object.');
  if (value.schemaVersion !== '1')
    throw new Error(
      `This is no result of an audit that the console reads: its schemaVersion is ${repeated(value.schemaVersion)}, expected "1". Make it with tribune audit --json.`,
    );
  const wrong = wrongPart(value);
  if (wrong !== null)
    throw new Error(
      `Of the result ${wrong} is missing or of another form than docs/reference/audit.schema.json says. Make it anew with tribune audit --json.`,
    );
  return value as unknown as Result;
}

/** A value as an error repeats it: what stands in a file may be of any size and depth. */
export function repeated(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'object' && value !== null) return 'no text';
  return JSON.stringify(typeof value === 'string' ? value.slice(0, MOST_REPEATED) : value);
}

/** The first part of a result that is not as the pages take it; null where everything is. */
function wrongPart({ policy, data, groups, requirements, verdict }: Unknown): string | null {
  if (!isPolicy(policy)) return 'policy';
  if (!isData(data)) return 'data';
  if (!VERDICTS.includes(verdict)) return 'verdict';
  return wrongIn('groups', groups, isGroup) ?? wrongIn('requirements', requirements, isRequirement);
}

export function wrongIn(name: string, list: unknown, is: (one: unknown) => boolean): string | null {
  if (!Array.isArray(list)) return name;
  const at = list.findIndex((one) => !is(one));
  return at < 0 ? null : `${name}[${at}]`;
}

export const isPolicy = (one: unknown): boolean =>
  isObject(one) && [one.name, one.version, one.digest].every(isText) && isOptional(one.level, isNumber);

const isData = (one: unknown): boolean =>
  isObject(one) &&
  isNumber(one.rows) &&
  isOptional(one.unlabelled, isNumber) &&
  Array.isArray(one.excluded) &&
  one.excluded.every((each) => isObject(each) && isText(each.reason) && isNumber(each.rows));

export const isKey = (one: unknown): boolean =>
  isObject(one) && Object.values(one).every((value) => value === null || isText(value));

export const hasInterval = ({ estimate, lower, upper }: Unknown): boolean =>
  [estimate, lower, upper].every(isNumberOrNull);

const isEstimate = (one: unknown): boolean =>
  isObject(one) && hasInterval(one) && isOptional(one.n, isNumber) && STATUSES.includes(one.status);

const isGroup = (one: unknown): boolean =>
  isObject(one) &&
  isKey(one.attributes) &&
  isNumber(one.n) &&
  isObject(one.metrics) &&
  Object.values(one.metrics).every(isEstimate);

const isBound = (one: unknown): boolean =>
  isObject(one) && isOptional(one.min, isNumber) && isOptional(one.max, isNumber);

export const isRange = (one: unknown): boolean =>
  isObject(one) && isNumberOrNull(one.lower) && isNumberOrNull(one.upper);

const isRequirement = (one: unknown): boolean =>
  isObject(one) &&
  [one.id, one.metric, one.message, one.compare, one.severity].every(isText) &&
  VERDICTS.includes(one.verdict) &&
  Array.isArray(one.by) &&
  one.by.every(isText) &&
  isBound(one.bound) &&
  isOptional(one.allowed, isRange) &&
  isOptional(one.unit, isText) &&
  [one.group, one.reference].every((key) => key === null || isKey(key)) &&
  hasInterval(one);

/**
 * What a verdict comes from. A requirement that only warns decides no verdict, and is told apart from those that block.
 *
 * @example verdictSentence(result) // '1 of 3 requirements: parity.'
 */
export function verdictSentence({ requirements, verdict }: Pick<Result, 'requirements' | 'verdict'>): string {
  const failing = requirements.filter((one) => one.verdict === 'fail').map(({ id }) => id);
  if (verdict === 'fail') return `${failing.length} of ${requirements.length} requirements: ${failing.join(', ')}.`;
  const blocking =
    verdict === 'pass'
      ? 'Every requirement that blocks holds.'
      : 'No requirement that blocks is broken as far as the evidence goes.';
  return failing.length === 0 ? blocking : `${blocking} Only warned of: ${failing.join(', ')}.`;
}
