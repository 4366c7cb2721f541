import {
  type Comparison,
  chooseReference,
  compareFamily,
  groupTally,
  type TallyRow,
  tallyRows,
} from '../../../core/fairness/index.js';
import type { CaseFacts } from './case-facts.js';

/** How often contested decisions of a group are changed, beside the reference: as an audit compares decisions. */
export interface AuditedOverturns {
  /** The largest group that is told; null where none is. */
  readonly reference: string | null;
  readonly comparisons: readonly {
    readonly group: string;
    readonly compare: 'difference' | 'ratio';
    readonly estimate: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
    readonly level: number;
    readonly method: string;
    readonly status: string;
    readonly reason?: string;
    readonly test: string | null;
    readonly pValue: number | null;
    /** By Holm over the groups that are told. */
    readonly adjustedPValue: number | null;
  }[];
}

/**
 * Audits the review of contested decisions by the tally, the tests and the intervals by which decisions are audited: whether a decision was changed
 * stands where an audit has the prediction. Groups that are not told are in no comparison, so that none can be reckoned from the others.
 */
export function auditedOverturns(
  contested: readonly CaseFacts[],
  { attribute, told, level }: { readonly attribute: string; readonly told: readonly string[]; readonly level: number },
): AuditedOverturns {
  const rows = contested.flatMap(({ record: { settlement }, groups }): TallyRow[] => {
    const group = groups?.[attribute] ?? null;
    if (settlement === null || settlement.how === 'withdrawn' || group === null || !told.includes(group)) return [];
    return [{ values: [group], label: null, prediction: settlement.isChanged ? 1 : 0, score: null, weight: 1 }];
  });
  const spec = {
    policyDigest: '',
    attributes: [attribute],
    weightKind: 'none',
    score: { kind: 'none' },
    scoreScale: 1,
  };
  const groups = groupTally(tallyRows(spec as Parameters<typeof tallyRows>[0], rows), [attribute]);
  const reference = chooseReference(groups, null);
  if (reference === null) return { reference: null, comparisons: [] };
  const compared = compareFamily(groups, reference, 'selection_rate', { level, favourable: 1, multiplicity: 'holm' });
  return {
    reference: reference.key[attribute] ?? null,
    comparisons: compared.map((one) => ({ group: one.group[attribute] ?? '', ...printed(one) })),
  };
}

const printed = ({
  compare,
  estimate,
  lower,
  upper,
  level,
  method,
  status,
  reason,
  test,
  pValue,
  adjustedPValue,
}: Comparison) => ({
  ...{ compare, estimate, lower, upper, level, method, status, test, pValue, adjustedPValue },
  ...(reason !== undefined && { reason }),
});
