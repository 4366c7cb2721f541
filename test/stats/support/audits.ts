import { sharedJson } from '../../support/shared.js';

/** The audit files of other programs' numbers, `shared/reference/fairness/<name>.json`. */
export const AUDIT_FILES = [
  'compas-all',
  'compas-filtered',
  'compas-lr',
  'adult-lr',
  'adult-gbdt',
  'german-lr',
  'credit-default-gbdt',
  'law-school-lr',
  'hmda-boston-lr',
  'acs-income-gbdt',
  'ricci',
] as const;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = Record<string, Json>;

export interface AuditAttribute {
  readonly columns: string[];
  readonly reference_group_largest: string;
  readonly groups: Record<string, Fields & { ci: Record<string, Record<string, [number, number] | null>> }>;
  readonly tests: Record<string, { omnibus_k_by_2: Fields | null; versus_reference: Record<string, Fields | null> }>;
  readonly adverse_impact: { highest_rate_group: string; groups: Record<string, Fields & { vs_highest?: Fields }> };
  readonly score_smd_vs_reference: Record<string, Fields> | null;
}

export interface AuditFile {
  readonly overall: Fields & { ci: Record<string, Record<string, [number, number] | null>> };
  readonly attributes: Record<string, AuditAttribute>;
}

export const readAudit = (name: string): AuditFile => sharedJson<AuditFile>(`reference/fairness/${name}.json`);

/** Collects misses instead of stopping at the first, and counts what was compared, so that nothing is skipped in silence. */
export class Ledger {
  readonly countByField = new Map<string, number>();
  readonly misses: string[] = [];

  /** `actual` and `expected` agree within 1e-9 relative, or within `absolute`. Texts stand for infinities. */
  compare(field: string, place: string, actual: number | null, expected: Json, absolute = 0): void {
    this.countByField.set(field, (this.countByField.get(field) ?? 0) + 1);
    const want = expected === 'Infinity' ? Number.POSITIVE_INFINITY : expected;
    if (actual === want) return;
    if (typeof actual === 'number' && typeof want === 'number') {
      if (Math.abs(actual - want) <= Math.max(absolute, 1e-9 * Math.abs(want))) return;
    }
    this.misses.push(`${field} at ${place}: ours ${actual}, theirs ${JSON.stringify(expected)}`);
  }

  get total(): number {
    return [...this.countByField.values()].reduce((sum, count) => sum + count, 0);
  }
}
