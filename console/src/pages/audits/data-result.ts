import {
  type GroupKey,
  hasInterval,
  isKey,
  isNumber,
  isObject,
  isPolicy,
  isText,
  type Result,
  readResult,
  repeated,
  STATUSES,
  type Unknown,
  VERDICTS,
  type Verdict,
  wrongIn,
} from './result.js';

/** What the pages take of the result of `tribune audit data`: the tests of where bias enters the data. */
export interface DataResult {
  readonly policy: Result['policy'];
  readonly data: {
    readonly rows: number;
    readonly people: number;
    readonly excluded: Result['data']['excluded'];
    readonly attributes: readonly { readonly name: string; readonly unknown: number; readonly groups: number }[];
    readonly features: readonly string[];
    readonly leftOut: readonly { readonly column: string; readonly why: string }[];
  };
  readonly tests: readonly DataTest[];
  readonly verdict: Verdict;
  readonly replay: string;
}

export interface DataTest {
  readonly test: string;
  readonly title: string;
  readonly source: { readonly name: string; readonly alsoCalled: readonly string[]; readonly meaning: string };
  readonly severity: 'block' | 'warn';
  readonly verdict: Verdict;
  readonly message: string;
  readonly basis: { readonly kind: string; readonly source: string };
  readonly measure: {
    readonly name: string;
    readonly unit: 'share' | 'points' | 'ratio' | 'number';
    readonly neutral?: number;
  };
  readonly allowed: { readonly min?: number; readonly max?: number };
  readonly comparisons: number;
  readonly findings: readonly DataFinding[];
  readonly notes: readonly string[];
}

export interface DataFinding {
  /** The column that it is about; null for the group itself. */
  readonly subject: string | null;
  readonly group: GroupKey;
  readonly reference: GroupKey | null;
  readonly n: number;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly status: 'ok' | 'insufficient' | 'undefined';
  readonly reason?: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
}

/** A result of either kind of audit. */
export type AnyResult =
  | { readonly kind: 'audit'; readonly result: Result }
  | { readonly kind: 'data'; readonly result: DataResult };

/**
 * Reads a result of either kind; throws an error that says what is wrong with it.
 *
 * @example readAny(JSON.parse(text)).kind // 'audit' or 'data'
 */
export function readAny(value: unknown): AnyResult {
  if (!isObject(value) || value.kind !== 'data-audit') return { kind: 'audit', result: readResult(value) };
  if (value.schemaVersion !== '1')
    throw new Error(
      `This is no result of an audit of data that the console reads: its schemaVersion is ${repeated(value.schemaVersion)}, expected "1". Make it with tribune audit data --json.`,
    );
  const wrong = wrongPart(value);
  if (wrong === null) return { kind: 'data', result: value as unknown as DataResult };
  throw new Error(
    `Of the result ${wrong} is missing or of another form than tribune audit data writes it. Make it anew with tribune audit data --json.`,
  );
}

function wrongPart({ policy, data, tests, verdict, replay }: Unknown): string | null {
  if (!isPolicy(policy)) return 'policy';
  if (!isObject(data) || ![data.rows, data.people].every(isNumber) || !areTexts(data.features)) return 'data';
  if (!VERDICTS.includes(verdict)) return 'verdict';
  if (!isText(replay)) return 'replay';
  return (
    wrongIn('data.excluded', data.excluded, (one) => isObject(one) && isText(one.reason) && isNumber(one.rows)) ??
    wrongIn('data.attributes', data.attributes, isAttribute) ??
    wrongIn('data.leftOut', data.leftOut, (one) => isObject(one) && [one.column, one.why].every(isText)) ??
    wrongIn('tests', tests, isTest)
  );
}

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const isAttribute = (one: unknown): boolean =>
  isObject(one) && isText(one.name) && [one.unknown, one.groups].every(isNumber);

const UNITS: readonly unknown[] = ['share', 'points', 'ratio', 'number'];

const isMeasure = (one: unknown): boolean =>
  isObject(one) && isText(one.name) && UNITS.includes(one.unit) && (one.neutral === undefined || isNumber(one.neutral));

const isAllowed = (one: unknown): boolean =>
  isObject(one) && [one.min, one.max].every((end) => end === undefined || isNumber(end));

const isTest = (one: unknown): boolean =>
  isObject(one) &&
  [one.test, one.title, one.message].every(isText) &&
  isObject(one.source) &&
  [one.source.name, one.source.meaning].every(isText) &&
  areTexts(one.source.alsoCalled) &&
  (one.severity === 'block' || one.severity === 'warn') &&
  VERDICTS.includes(one.verdict) &&
  isObject(one.basis) &&
  [one.basis.kind, one.basis.source].every(isText) &&
  isMeasure(one.measure) &&
  isAllowed(one.allowed) &&
  isNumber(one.comparisons) &&
  areTexts(one.notes) &&
  Array.isArray(one.findings) &&
  one.findings.every(isFinding);

const isFinding = (one: unknown): boolean =>
  isObject(one) &&
  (one.subject === null || isText(one.subject)) &&
  isKey(one.group) &&
  (one.reference === null || isKey(one.reference)) &&
  isNumber(one.n) &&
  hasInterval(one) &&
  STATUSES.includes(one.status) &&
  (one.reason === undefined || isText(one.reason)) &&
  VERDICTS.includes(one.verdict);

const GRAVITY = { fail: 0, inconclusive: 1, pass: 2 } as const;

/** The value of no difference, where a measure has one. */
export function neutralOf({ neutral, unit }: DataTest['measure']): number | null {
  if (neutral !== undefined) return neutral;
  return unit === 'ratio' ? 1 : unit === 'share' ? null : 0;
}

/** Findings by gravity; within one, those with the largest distance from no difference first. */
export function gravestFirst({ findings, measure }: Pick<DataTest, 'findings' | 'measure'>): DataFinding[] {
  const neutral = neutralOf(measure) ?? 0;
  const distance = ({ estimate }: DataFinding): number => (estimate === null ? -1 : Math.abs(estimate - neutral));
  return findings.toSorted((a, b) => GRAVITY[a.verdict] - GRAVITY[b.verdict] || distance(b) - distance(a));
}

/** What the verdict comes from; a policy that names no test blocks nothing. */
export function dataSentence({ tests }: Pick<DataResult, 'tests'>): string {
  const count = (severity: DataTest['severity'], isFailing: boolean): number =>
    tests.filter((one) => one.severity === severity && (!isFailing || one.verdict === 'fail')).length;
  const [blocking, failed, warned] = [count('block', false), count('block', true), count('warn', true)];
  const beside = warned === 0 ? '' : ` ${warned} ${warned === 1 ? 'test' : 'tests'} failed that only warn.`;
  if (blocking === 0) return `Nothing blocks: the policy names no test in dataAudit.${beside}`;
  return `${failed === 0 ? 'None' : failed} of ${blocking} blocking ${blocking === 1 ? 'test' : 'tests'} failed.${beside}`;
}
