import type { Estimate } from '../../../core/stats/index.js';
import { shareOf } from './shares.js';
import { type Told, topOf } from './told.js';
import { shownGroups } from './withheld.js';

/** Inputs that say whether somebody is of a protected group, and those that stand in for one. */
export interface Sensitive {
  readonly protected: readonly string[];
  readonly proxies: readonly string[];
}

export interface SensitiveShare {
  /** Null for everybody. */
  readonly group: string | null;
  readonly people: number;
  /** Share of those for whom a protected input spoke against them most. */
  readonly protected: Estimate;
  /** The same for a proxy of one. */
  readonly proxy: Estimate;
}

/** How often the strongest reason of an adverse decision is a protected input or a proxy of one. */
export function sensitiveShares(
  told: readonly Told[],
  sensitive: Sensitive,
): { readonly groups: readonly SensitiveShare[]; readonly withheld: number } {
  const adverse = told.filter(({ isAdverse }) => isAdverse === true);
  const { shown, withheld } = shownGroups(adverse.map((one) => ({ group: one.group, top: topOf(one) })));
  const among = (names: readonly string[], own: readonly { readonly top: string | null }[]): Estimate =>
    shareOf(own.filter(({ top }) => top !== null && names.includes(top)).length, own.length);
  return {
    groups: shown.map(({ group, people }) => ({
      group,
      people: people.length,
      protected: among(sensitive.protected, people),
      proxy: among(sensitive.proxies, people),
    })),
    withheld,
  };
}
