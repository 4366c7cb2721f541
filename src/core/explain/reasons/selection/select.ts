/** Why a family is no reason in the notice. */
export type DropReason = 'does not lower the score' | 'not verified' | 'immaterial' | 'beyond the limit';

export interface Candidate {
  readonly family: number;
  /** Signed loss; above 0 the family lowered the person's chance. */
  readonly shortfall: number;
  /** Share of the whole shortfall, 0..1; 0 for families that did not lower the score. */
  readonly share: number;
  /** Mean rise of the score on substitution; null where it was not needed. */
  readonly rise: number | null;
}

export interface Dropped extends Candidate {
  readonly why: DropReason;
  /**
   * Whether the family is one of the strongest by value although it was not verified: a principal reason that may not simply be left out.
   */
  readonly principal: boolean;
}

export interface Selection {
  /** Families that are reasons, in descending order of shortfall. */
  readonly kept: readonly Candidate[];
  readonly dropped: readonly Dropped[];
}

export interface SelectOptions {
  readonly materiality: number;
  readonly maxReasons: number;
  /** Whether the family may be named beyond the limit (recent credit requests). */
  readonly isInquiries: (family: number) => boolean;
  readonly riseOf: (family: number) => number;
  /**
   * Number of families that would be named if all were verified: fewer than `maxReasons` where hard rules take places. Default
   * `maxReasons`.
   */
  readonly places?: number;
}

/** Selects families that lowered the score, are verified and material, up to the limit; ties keep the order of the file. */
export function selectFamilies(shortfalls: ArrayLike<number>, options: SelectOptions): Selection {
  const all = Array.from(shortfalls, (shortfall, family) => ({ family, shortfall }));
  const whole = all.reduce((sum, { shortfall }) => sum + Math.max(0, shortfall), 0);
  const ordered = all.sort((a, b) => b.shortfall - a.shortfall || a.family - b.family);
  const kept: Candidate[] = [];
  const dropped: Dropped[] = [];
  let unverified = 0;
  const drop = (candidate: Candidate, why: DropReason, principal = false): void => {
    dropped.push({ ...candidate, why, principal });
  };
  for (const { family, shortfall } of ordered) {
    const lowers = shortfall > 0;
    const share = lowers ? shortfall / whole : 0;
    const rise = lowers && share >= options.materiality ? options.riseOf(family) : null;
    const candidate = { family, shortfall, share, rise };
    const isFull =
      kept.length >= options.maxReasons && !(kept.length === options.maxReasons && options.isInquiries(family));
    if (!lowers) drop(candidate, 'does not lower the score');
    else if (share < options.materiality) drop(candidate, 'immaterial');
    else if (!(rise! > 0)) {
      drop(candidate, 'not verified', kept.length + unverified < (options.places ?? options.maxReasons));
      unverified += 1;
    } else if (isFull) drop(candidate, 'beyond the limit');
    else kept.push(candidate);
  }
  return { kept, dropped };
}
