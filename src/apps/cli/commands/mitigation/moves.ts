import type { GroupKey } from '../../../../core/fairness/tally/index.js';
import type { People } from '../../../../domain/group-rules/people/index.js';
import { groupWords, tableText } from './tables.js';

interface Moves {
  readonly groups: readonly {
    readonly key: GroupKey | null;
    readonly n: number;
    readonly toFavourable: number;
    readonly toUnfavourable: number;
  }[];
  /** The favourable rate falls for some known group and rises for none. */
  readonly levelsDown: boolean;
  readonly text: string;
}

/** Whose decision changes by other scores under the cutoff in use, by group; people of no known group last. */
export function movesByCutoff(
  people: Pick<People, 'groups' | 'score'>,
  after: Float64Array,
  { favourable, cutoff }: { readonly favourable: 0 | 1; readonly cutoff: number },
): Moves {
  const groups = [...people.groups.keys, null].map((key) => ({ key, n: 0, toFavourable: 0, toUnfavourable: 0 }));
  people.score.forEach((score, row) => {
    if (Number.isNaN(score)) return;
    const code = people.groups.codes[row]!;
    const group = groups[code < 0 ? groups.length - 1 : code]!;
    const [before, now] = [score >= cutoff, after[row]! >= cutoff];
    group.n++;
    if (before === now) return;
    if (+now === favourable) group.toFavourable++;
    else group.toUnfavourable++;
  });
  const known = groups.filter(({ key }) => key !== null);
  const some = groups.filter(({ n }) => n > 0);
  return {
    groups: some,
    levelsDown:
      known.some((one) => one.toUnfavourable > one.toFavourable) &&
      !known.some((one) => one.toFavourable > one.toUnfavourable),
    text: `${tableText(
      ['group', 'n', 'to favourable', 'to unfavourable'],
      some.map(({ key, n, toFavourable, toUnfavourable }) => [
        key === null ? 'not known' : groupWords(key),
        String(n),
        String(toFavourable),
        String(toUnfavourable),
      ]),
    )}\n`,
  };
}
