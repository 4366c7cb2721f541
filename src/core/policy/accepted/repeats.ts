import { canonicalJson } from '../../base/canonical-json.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { contradiction } from './contradiction.js';

/** The lists of an accepted audit from which people are counted. */
interface CountedLists {
  readonly groups: readonly { readonly attributes: GroupKey }[];
  readonly words?:
    | readonly {
        readonly group: GroupKey;
        readonly counts: readonly { readonly word: string }[];
        readonly labelled?: readonly { readonly label: string; readonly word: string }[] | undefined;
      }[]
    | undefined;
  readonly funnels?:
    | readonly {
        readonly group: GroupKey;
        readonly route?: string | undefined;
        readonly stages: readonly { readonly stage: string }[];
      }[]
    | undefined;
}

/**
 * Refuses an accepted audit that tells a group twice, or of one group a word or a stage twice: whatever is counted from the list would be counted
 * as often as it stands there. No audit does, because no policy names an intersection twice.
 *
 * @throws TribuneError `BASELINE_INVALID`
 */
export function demandNoRepeats({ groups, words = [], funnels = [] }: CountedLists): void {
  demandOnce(groups, ({ attributes }) => ({ of: attributes, name: 'the group' }));
  demandOnce(words, ({ group }) => ({ of: group, name: 'the group' }));
  demandOnce(funnels, ({ group, route }) => ({
    of: group,
    name: route === undefined ? 'the group' : `the group on the route ${JSON.stringify(route)}`,
  }));
  for (const { group: of, counts, labelled = [] } of words) {
    demandOnce(counts, ({ word }) => ({ of, name: JSON.stringify(word) }));
    demandOnce(labelled, ({ label, word }) => ({
      of,
      name: `${JSON.stringify(word)} where ${JSON.stringify(label)} was due`,
    }));
  }
  for (const { group: of, stages } of funnels) demandOnce(stages, ({ stage }) => ({ of, name: JSON.stringify(stage) }));
}

function demandOnce<Each>(
  list: readonly Each[],
  read: (each: Each) => { readonly of: GroupKey; readonly name: string },
): void {
  const seen = new Set<string>();
  for (const each of list) {
    const { of, name } = read(each);
    const key = canonicalJson([of, name]);
    if (seen.has(key)) throw contradiction(of, `it counts ${name} twice`);
    seen.add(key);
  }
}
