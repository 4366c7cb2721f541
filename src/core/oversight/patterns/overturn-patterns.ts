import { DAY_MS } from '../../base/durations.js';
import { type CaseRecord, OVERTURN_REASONS, type OverturnReason } from '../cases/index.js';

/** How many decisions changed for one reason, within how many days, are looked at together. */
export interface PatternRule {
  readonly count: number;
  readonly withinDays: number;
}

/** Holds where a policy says nothing. Ours. */
export const DEFAULT_PATTERN: PatternRule = { count: 5, withinDays: 30 };

/** Decisions of a deployment that were changed for one reason within the time of its rule. */
export interface OverturnPattern {
  readonly deployment: string;
  readonly because: OverturnReason;
  readonly rule: PatternRule;
  /** Cases that changed them, the newest first. */
  readonly cases: readonly string[];
  readonly decisions: readonly string[];
  /** When the first and the last of them were decided, ms. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Finds deployments of which so many decisions were changed for one reason within the time of their rule, back from now. Each decision counts once,
 * however many cases were about it, and cases of which nobody said why are in none.
 *
 * @example overturnPatterns(records, { nowMs, ruleOf: () => DEFAULT_PATTERN })[0]?.because // 'data-error'
 */
export function overturnPatterns(
  records: readonly CaseRecord[],
  { nowMs, ruleOf }: { readonly nowMs: number; readonly ruleOf: (deployment: string) => PatternRule },
): OverturnPattern[] {
  const changed = records
    .filter(({ settlement, known }) => settlement?.isChanged === true && known === undefined)
    .toSorted((a, b) => b.settlement!.atMs - a.settlement!.atMs);
  const deployments = [...new Set(changed.map(({ deployment }) => deployment))].toSorted();
  return deployments.flatMap((deployment) => {
    const rule = ruleOf(deployment);
    const sinceMs = nowMs - rule.withinDays * DAY_MS;
    const recent = changed.filter((one) => one.deployment === deployment && one.settlement!.atMs >= sinceMs);
    return (Object.keys(OVERTURN_REASONS) as OverturnReason[]).flatMap((because) => {
      const alike = recent.filter(({ settlement }) => settlement!.because === because);
      const decisions = [...new Set(alike.map(({ decision }) => decision))];
      if (decisions.length < rule.count) return [];
      const times = alike.map(({ settlement }) => settlement!.atMs);
      return [
        {
          ...{ deployment, because, rule, decisions, cases: alike.map(({ id }) => id) },
          ...{ fromMs: Math.min(...times), untilMs: Math.max(...times) },
        },
      ];
    });
  });
}
