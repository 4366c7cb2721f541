import type { RecourseRow } from '../../recourse/index.js';
import type { BaselineComparison } from '../selection/compare-baselines.js';
import type { ReasonConfig } from '../selection/config.js';
import type { Reason, ReasonResult } from '../selection/result.js';

/** Digests of the sources. The caller computes them, because the core has no cryptography. */
export interface Digests {
  readonly model: string;
  readonly reference: string;
  readonly reasonsFile: string;
}

/** All data from which an independent verifier can compute the same reasons again. */
export interface AuditorView {
  readonly audience: 'auditor';
  readonly index: number;
  readonly status: ReasonResult['status'];
  readonly why: string | null;
  readonly digests: Digests;
  readonly decision: ReasonResult['decision'];
  readonly score: number;
  readonly record: ReasonResult['record'];
  readonly reasons: readonly Reason[];
  readonly texts: {
    readonly id: string;
    readonly version: string;
    readonly date: string;
    readonly basis: string;
    readonly origin: string;
  };
  readonly rules: { readonly maxReasons: number; readonly materiality: number };
  /** Reasons under every baseline policy. */
  readonly baselines: readonly BaselineComparison[];
  readonly recourse: RecourseRow | null;
}

export function auditorView(
  config: ReasonConfig,
  result: ReasonResult,
  given: {
    readonly digests: Digests;
    readonly baselines: readonly BaselineComparison[];
    readonly recourse?: RecourseRow;
  },
): AuditorView {
  const { id, version, date, basis, origin } = config.texts;
  return {
    audience: 'auditor',
    index: result.index,
    status: result.status,
    why: result.why,
    digests: given.digests,
    decision: result.decision,
    score: result.score,
    record: result.record,
    reasons: result.reasons,
    texts: { id, version, date, basis, origin },
    rules: { maxReasons: config.maxReasons, materiality: config.materiality },
    baselines: given.baselines,
    recourse: given.recourse ?? null,
  };
}

/** Frequency of every reason by group, an auditor's first question about many notices. */
export function reasonFrequency(
  results: readonly ReasonResult[],
  groups: readonly string[],
): { group: string; notices: number; blocked: number; byCode: Record<string, number> }[] {
  const names = [...new Set(groups)].sort();
  return names.map((group) => {
    const own = results.filter((_, i) => groups[i] === group);
    const counts = new Map<string, number>();
    for (const { code } of own.flatMap((result) => result.reasons)) counts.set(code, (counts.get(code) ?? 0) + 1);
    return {
      group,
      notices: own.filter((result) => result.status === 'ready').length,
      blocked: own.filter((result) => result.status === 'blocked').length,
      byCode: Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))),
    };
  });
}
