/** `observe`: what a closed gate would refuse is counted. `enforce`: it is refused. */
export const GATE_MODES = ['observe', 'enforce'] as const;
export type GateMode = (typeof GATE_MODES)[number];

/** What decides, as a gate is passed by it: another version, cutoff or policy needs a gate of its own. */
export interface GateSubject {
  readonly version: string;
  readonly cutoff: number | null;
  /** Digest of the policy of the deployment; null where it names none. */
  readonly policyDigest: string | null;
}

/** A stretch of time in which a gate is open, from `fromMs` on and before `untilMs`, ms since 1970. */
export interface OpenSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Whether it was closed, rather than having an end that comes by itself. While a clock that was set back is before its end, it counts for nothing. */
  readonly isClosed?: boolean;
}

/** What is known of the gate of one deployment, as far as decisions are held against it. */
export interface GateRule {
  readonly mode: GateMode;
  /** Since when the mode is this one, ms: decisions made before it were under no such rule. */
  readonly sinceMs: number;
  /** Places for which the gate stands, such as `EU` or `US-FL`; null for every place. */
  readonly places: readonly string[] | null;
  /** Time after a decision within which its record is taken although the gate is closed by now, ms: it may have waited with its sender. */
  readonly lateMs: number;
  /** When the gate was and is open, by `subjectKey`. */
  readonly spans: ReadonlyMap<string, readonly OpenSpan[]>;
}

/** A subject in one text. */
export const subjectKey = ({ version, cutoff, policyDigest }: GateSubject): string =>
  `${version} ${cutoff ?? 'none'} ${policyDigest ?? 'none'}`;

/** Why a decision does not pass a gate. */
export const GATE_REFUSALS = ['closed', 'late', 'place'] as const;
export type GateRefusal = (typeof GATE_REFUSALS)[number];

const NO_SPANS: readonly OpenSpan[] = [];

/** The stretches of time in which the gate is open for a subject. */
export const spansOf = ({ spans }: GateRule, subject: GateSubject): readonly OpenSpan[] =>
  spans.get(subjectKey(subject)) ?? NO_SPANS;

/** The stretch of time in which the gate is open at a moment, ms; undefined where it is closed. */
export const openAt = (spans: readonly OpenSpan[], atMs: number): OpenSpan | undefined =>
  spans.find(({ fromMs, untilMs, isClosed }) => fromMs <= atMs && atMs < untilMs && isClosed !== true);

/**
 * Why a decision does not pass; null where it does. A gate that is to be open must have been so when the decision was made, and either is
 * open still or the record came soon after: otherwise whoever sends records could date decisions back to a time when it was open. Times are
 * compared here, whatever any job did meanwhile.
 *
 * @example
 * refusalOf(rule, spansOf(rule, subject), { decidedAtMs, nowMs }); // 'closed'
 */
export function refusalOf(
  { sinceMs, lateMs }: Pick<GateRule, 'sinceMs' | 'lateMs'>,
  spans: readonly OpenSpan[],
  { decidedAtMs, nowMs }: { readonly decidedAtMs: number; readonly nowMs: number },
): GateRefusal | null {
  // A rule that began later than now began while a clock ran ahead, and is in force.
  let wasOpen = decidedAtMs < sinceMs && sinceMs <= nowMs;
  let isOpen = false;
  // This runs for every decision under a gate, so it is a plain loop; the newest stretch is the last one.
  for (let i = spans.length - 1; i >= 0; i--) {
    const { fromMs, untilMs, isClosed } = spans[i]!;
    if (isClosed === true && nowMs < untilMs) continue;
    if (fromMs <= decidedAtMs && decidedAtMs < untilMs) wasOpen = true;
    if (fromMs <= nowMs && nowMs < untilMs) isOpen = true;
    if (wasOpen && isOpen) return null;
  }
  if (!wasOpen) return 'closed';
  return nowMs - decidedAtMs <= lateMs ? null : 'late';
}

/** Whether a gate stands for a place: `US` covers `US-FL`. A decision that names no place is in none of those that are listed. */
export const coversPlace = (places: readonly string[] | null, place: string | null): boolean =>
  places === null || (place !== null && places.some((one) => place === one || place.startsWith(`${one}-`)));

/** The gates of all deployments in memory, for a look at every decision. */
export class GateView {
  readonly #rules: ReadonlyMap<string, GateRule>;

  constructor(rules: ReadonlyMap<string, GateRule> = new Map()) {
    this.#rules = rules;
  }

  /** Whether no deployment has a gate, so that nothing has to be looked up. */
  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  /** The gate of a deployment; undefined where it has none. */
  of(deployment: string): GateRule | undefined {
    return this.#rules.get(deployment);
  }
}
