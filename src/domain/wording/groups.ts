import type { GroupKey } from '../../core/fairness/tally/index.js';
import { nameInText } from '../../core/markup/index.js';
import type { Estimate } from '../../core/stats/base/index.js';
import type { AuditResult, GroupResult } from '../audits/result/index.js';

/** Name of the group of missing values. */
export const UNKNOWN = 'unknown';

/** Name of a group: `African-American`, or `African-American, Female` for an intersection; missing values as `unknown`. */
export const groupLabel = (key: GroupKey | null): string => labelOf(key, (value) => value);

/** The same within a sentence: where a value is written from the right, the numbers beside it stay where they are. */
export const groupInText = (key: GroupKey | null): string => labelOf(key, nameInText);

function labelOf(key: GroupKey | null, shown: (value: string) => string): string {
  if (key === null) return 'none';
  const values = Object.values(key).map((value) => shown(value ?? UNKNOWN));
  return values.length === 0 ? 'everyone' : values.join(', ');
}

/** Text that two keys share exactly when they are equal, whatever the order of their attributes. */
export const keyText = (key: GroupKey | null): string =>
  key === null ? '' : JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** Names of attributes in a sentence: `race`, or `race and sex`. */
export const byLabel = (by: readonly string[]): string => by.join(' and ');

export const sameBy = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name) => right.includes(name));

export const isUnknown = (group: Pick<GroupResult, 'attributes'>): boolean =>
  Object.values(group.attributes).includes(null);

/** The metric that tables show of every group: the favourable rate, the mean of amounts, of other outcomes the first share that the audit has. */
export function usualMetric({ policy: { outcome }, overall }: AuditResult): string {
  if (outcome === undefined) return 'favourable_rate';
  if (outcome.type === 'amount') return 'mean_amount';
  return Object.keys(overall.metrics)[0] ?? 'favourable_rate';
}

/** The unit of amounts; undefined where decisions are something else. */
export const amountUnit = ({ policy: { outcome } }: AuditResult): string | undefined =>
  outcome?.type === 'amount' ? outcome.unit : undefined;

/** The attribute sets of the result in their order: every attribute alone, then the intersections. */
export function attributeSets(result: AuditResult): string[][] {
  const seen = new Map<string, string[]>();
  for (const group of result.groups) {
    const by = Object.keys(group.attributes);
    const key = JSON.stringify([...by].sort());
    if (by.length > 0 && !seen.has(key)) seen.set(key, by);
  }
  return [...seen.values()];
}

/** The groups of a set of attributes; of no attributes it is everyone as one group. */
export const groupsOf = (result: AuditResult, by: readonly string[]): GroupResult[] =>
  by.length === 0
    ? [{ attributes: {}, ...result.overall }]
    : [...result.groups, ...likelyGroups(result, by)].filter((group) => sameBy(Object.keys(group.attributes), by));

/** Groups that are known as probabilities, as what the verdicts rest on tells them: by weighted rates, or by bounds in the place of estimates. */
function likelyGroups({ membership = [] }: AuditResult, by: readonly string[]): GroupResult[] {
  return membership
    .filter(({ attribute }) => by.includes(attribute))
    .flatMap(({ groups, by: rests }) =>
      groups.map(({ attributes, n, metrics }) => ({
        attributes,
        n,
        metrics: Object.fromEntries(
          Object.entries(metrics).map(([metric, estimate]) => [metric, toldOf(estimate, rests)]),
        ),
      })),
    );
}

type LikelyMetric = NonNullable<AuditResult['membership']>[number]['groups'][number]['metrics'][string];

/** A number as the verdicts take it. */
function toldOf({ bounds, ...estimate }: LikelyMetric, rests: 'bounds' | 'independence'): Estimate {
  if (rests === 'independence') return estimate;
  return { ...estimate, estimate: null, status: 'undefined', method: 'bounds of membership', bounds };
}

export function findGroup(result: AuditResult, key: GroupKey | null): GroupResult | null {
  const wanted = keyText(key);
  return key === null ? null : (result.groups.find((group) => keyText(group.attributes) === wanted) ?? null);
}
