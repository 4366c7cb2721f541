/** What was decided under stops, as far as it says how much there is. */
interface Counted {
  readonly counts: readonly { readonly decisions: number; readonly listed: number }[];
  readonly moreCounts: boolean;
  readonly decisions: { readonly length: number };
  readonly next: number | null;
}

/** What of the decisions under a stop is not shown, and whether the figures count it. */
export function decidedNotes(
  { counts, moreCounts, decisions, next }: Counted,
  formatCount: (count: number) => string,
): string[] {
  const sum = (of: 'decisions' | 'listed'): number => counts.reduce((all, one) => all + one[of], 0);
  const [all, listed, shown] = [sum('decisions'), sum('listed'), decisions.length].map(formatCount);
  const lasts =
    all === listed
      ? `The ${shown} that were recorded last are shown; the figures count all of them.`
      : `Of each deployment the first ones are kept one by one, ${listed} of ${all}, and the last ${shown} of these are shown; the figures count all of them.`;
  return [
    ...(moreCounts
      ? ['It holds for more deployments than one answer counts, so that each figure is the least there is.']
      : []),
    ...(next === null ? [] : [moreCounts ? `${shown} of the decisions are shown.` : lasts]),
  ];
}
