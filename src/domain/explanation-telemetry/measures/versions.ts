import type { Estimate } from '../../../core/stats/index.js';
import { shareOf, withoutRests } from './shares.js';
import { strongest, type Told } from './told.js';
import { shownGroups } from './withheld.js';

/** Reasons of a notice: more than four are not likely to help (commentary to 12 CFR 1002.9(b)(2)). */
const REASONS = 4;

/** What another version says of the same people. */
export interface ByVersion {
  readonly version: string;
  /** Contributions and outcome in the order of the people; null for somebody whose inputs it cannot read. */
  readonly people: readonly (OtherWord | null)[];
}

export interface OtherWord extends Pick<Told, 'inputs' | 'values'> {
  readonly outcome: 0 | 1 | null;
}

/** Somebody, with the outcome that the version gives that decided. */
export interface Decided extends Told {
  readonly outcome: 0 | 1 | null;
}

/** How far another version gives the same people other reasons and outcomes. */
export interface VersionShift {
  readonly version: string;
  readonly groups: readonly {
    readonly group: string | null;
    readonly people: number;
    /** Share of the people with an adverse decision whose strongest reason is another one. */
    readonly topChanges: Estimate;
    /** Share of them whose four strongest reasons are another set. */
    readonly reasonsChange: Estimate;
    /** Share of all for whom the outcome is another one. */
    readonly flips: Estimate;
    /** How many of those gain, and lose, by the other version; null where the people are too few to be shown. */
    readonly gained: number | null;
    readonly lost: number | null;
  }[];
  readonly withheld: number;
  /** People whose inputs the version cannot read. */
  readonly notRead: number;
}

/** Holds what another version says against what was said. */
export function versionShift(decided: readonly Decided[], { version, people: others }: ByVersion): VersionShift {
  const pairs = decided.flatMap((one, i) => {
    const other = others[i];
    return other === null || other === undefined ? [] : [{ one, other, group: one.group }];
  });
  const { shown, withheld } = shownGroups(pairs);
  const groups = shown.map(({ group, people }) => ({ group, people: people.length, ...shiftOf(people) }));
  return {
    version,
    groups: withoutRests(groups, ['topChanges', 'reasonsChange', 'flips']).map((one) => ({
      ...one,
      // They follow from the share that stands beside them, and are withheld with it.
      ...(one.flips.estimate === null ? { gained: null, lost: null } : {}),
    })),
    withheld,
    notRead: decided.length - pairs.length,
  };
}

function shiftOf(pairs: readonly { readonly one: Decided; readonly other: OtherWord }[]) {
  const adverse = pairs.filter(({ one }) => one.isAdverse === true);
  const reasons = adverse.map(({ one, other }) => [
    strongest(one, REASONS),
    strongest({ ...other, good: one.good }, REASONS),
  ]);
  const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((name) => b.includes(name));
  const compared = pairs.filter(({ one, other }) => one.outcome !== null && other.outcome !== null);
  const isGood = (outcome: 0 | 1 | null, good: 1 | -1): boolean => outcome === (good === 1 ? 1 : 0);
  const flipped = compared.filter(({ one, other }) => one.outcome !== other.outcome);
  const gained = flipped.filter(({ one, other }) => isGood(other.outcome, one.good)).length;
  return {
    topChanges: shareOf(reasons.filter(([a, b]) => a![0] !== b![0]).length, reasons.length),
    reasonsChange: shareOf(reasons.filter(([a, b]) => !isSameSet(a!, b!)).length, reasons.length),
    flips: shareOf(flipped.length, compared.length),
    gained,
    lost: flipped.length - gained,
  };
}

/** Share of people whose outcome depends on which of several versions decides. */
export interface Multiplicity {
  readonly versions: number;
  readonly groups: readonly {
    readonly group: string | null;
    readonly people: number;
    /** Share of those for whom at least two of the versions decide otherwise (Marx, Calmon and Ustun, 2020: ambiguity). */
    readonly ambiguous: Estimate;
  }[];
  readonly withheld: number;
}

/**
 * Predictive multiplicity: among the version that decided and others, whose outcome hangs on the choice. That the others are as good is the
 * word of whoever names them; an audit of each says it.
 */
export function multiplicityOf(decided: readonly Decided[], others: readonly ByVersion[]): Multiplicity {
  const people = decided.flatMap((one, i) => {
    const outcomes = [one.outcome, ...others.map(({ people: all }) => all[i]?.outcome ?? null)];
    return outcomes.includes(null) ? [] : [{ group: one.group, isAmbiguous: new Set(outcomes).size > 1 }];
  });
  const { shown, withheld } = shownGroups(people);
  return {
    versions: others.length + 1,
    groups: shown.map(({ group, people: own }) => ({
      group,
      people: own.length,
      ambiguous: shareOf(own.filter(({ isAmbiguous }) => isAmbiguous).length, own.length),
    })),
    withheld,
  };
}
