import { formatInterval, formatValue, type ValueUnit } from 'tribune/charts';
import { Badge } from '../../parts/words.js';
import type { Requirement, Verdict } from './result.js';

const VERDICTS = {
  pass: ['good', '✓', 'passes'],
  fail: ['bad', '✗', 'fails'],
  inconclusive: ['care', '?', 'too little evidence'],
  not_applicable: ['', '–', 'applies to nobody'],
} as const;

export const verdictWord = (verdict: Verdict): string => VERDICTS[verdict][2];

export function VerdictBadge({ of }: { readonly of: Verdict }) {
  const [look, glyph, word] = VERDICTS[of];
  return (
    <Badge look={look} glyph={glyph}>
      {word}
    </Badge>
  );
}

/** Metrics that are shares of people: their differences are percentage points. */
const SHARES = /(_rate|_value|accuracy|prevalence|share_at_least|error_share)$/;

/** Unit of what a requirement compares. */
export function unitOf({ metric, compare, unit }: Pick<Requirement, 'metric' | 'compare' | 'unit'>): ValueUnit {
  if (compare === 'ratio') return 'number';
  if (unit !== undefined) return 'amount';
  if (!SHARES.test(metric)) return 'number';
  return compare === 'difference' || compare === 'change' ? 'points' : 'share';
}

/** Unit of the metric itself, of one group. */
export const groupUnitOf = ({ metric, unit }: Pick<Requirement, 'metric' | 'unit'>): ValueUnit =>
  unit !== undefined ? 'amount' : SHARES.test(metric) ? 'share' : 'number';

/** @example estimateText(requirement) // '+20.3 pp [17.2, 23.4]' */
export function estimateText(one: Requirement): string {
  const unit = unitOf(one);
  if (one.estimate === null) return '–';
  const interval = one.lower === null && one.upper === null ? '' : ` ${formatInterval(one.lower, one.upper, unit)}`;
  return `${formatValue(one.estimate, unit)}${interval}`;
}

/** What is allowed: the range where the result says it, else the bound as the policy has it. */
export function boundText({ bound: { min, max }, allowed, ...one }: Requirement): string {
  const unit = unitOf(one);
  const [lower, upper] = [allowed?.lower ?? min ?? null, allowed?.upper ?? max ?? null];
  if (lower !== null && upper !== null) return `${formatValue(lower, unit)} to ${formatValue(upper, unit)}`;
  if (lower !== null) return `at least ${formatValue(lower, unit)}`;
  return upper === null ? '–' : `at most ${formatValue(upper, unit)}`;
}
