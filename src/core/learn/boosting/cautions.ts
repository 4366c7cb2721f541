import type { NeutralTree } from '../../models/index.js';
import type { Caution, Dataset } from '../base/index.js';
import type { GrowRules } from './grow.js';

/** What a person should know of boosted trees: inputs that no set of interactions names, and trees that part nobody. */
export function boostCautions(
  { columns }: Dataset,
  { interactions, minRows }: Pick<GrowRules, 'interactions' | 'minRows'>,
  trees: readonly NeutralTree[],
): Caution[] {
  const unused = interactions === null ? [] : columns.filter((_, c) => !interactions.some((set) => set.includes(c)));
  const cautions = unused.map(({ name }): Caution => {
    const message = `"${name}" stands in no set of interactions: nothing is learned from it`;
    return { kind: 'column-unused', column: name, message };
  });
  if (trees.some(({ value }) => value.length > 1)) return cautions;
  const message = `no split gains anything with minRows ${minRows}: the model says the same of everybody`;
  return [...cautions, { kind: 'same-for-all', column: null, message }];
}
