import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { FactorColumn } from '../../monitor-panes/index.js';

/** What changes can be told to have come with: places among the values of a cell; null where it is not declared. */
export interface Factors {
  readonly mix: readonly number[];
  readonly version: number | null;
  readonly cutoff: number | null;
  readonly score: number | null;
  readonly columns: readonly FactorColumn[];
}

interface WrittenCauses {
  readonly mix?: readonly string[] | undefined;
  readonly version?: string | undefined;
  readonly cutoff?: string | undefined;
  readonly score?:
    | { readonly column: string; readonly min?: number | undefined; readonly max?: number | undefined }
    | undefined;
}

/**
 * Adds what is declared as a possible cause to what panes count by.
 *
 * @param attributes those that are watched
 * @throws TribuneError POLICY_INVALID for strata that are no attribute of the file, and for a score of no range
 */
export function factorsOf(
  { mix = [], version, cutoff, score }: WrittenCauses,
  { attributes, declared }: { readonly attributes: readonly string[]; readonly declared: readonly string[] },
): { readonly attributes: readonly string[]; readonly factors: Factors } {
  for (const name of mix)
    if (!declared.includes(name))
      throw new TribuneError(
        'POLICY_INVALID',
        `monitor.causes.mix names ${JSON.stringify(name)}, which is no attribute`,
        {
          remedy: `${nearName(name, declared)}Write an attribute of data.attributes.`,
        },
      );
  const bands = { min: score?.min ?? 0, max: score?.max ?? 1 };
  if (!(bands.min < bands.max))
    throw new TribuneError('POLICY_INVALID', `monitor.causes.score is from ${bands.min} to ${bands.max}`, {
      remedy: 'Write a min below its max.',
    });
  const names = [...new Set([...attributes, ...mix])];
  const columns: FactorColumn[] = [];
  // No attribute of a file begins with @ (names of attributes are letters, digits, - and _).
  const place = (name: string, column: string | undefined, cut: FactorColumn['bands'] = null): number | null => {
    if (column === undefined) return null;
    columns.push({ place: names.length, column, bands: cut });
    return names.push(`@${name}`) - 1;
  };
  const factors = {
    mix: mix.map((name) => names.indexOf(name)),
    version: place('version', version),
    cutoff: place('cutoff', cutoff),
    score: place('score', score?.column, bands),
  };
  return { attributes: names, factors: { ...factors, columns } };
}
