/** What was said of one recorded decision: how much each input did. */
export interface Told {
  readonly decision: string;
  /** When it was decided, ms. */
  readonly atMs: number;
  readonly inputs: readonly string[];
  /** Contributions in the order of `inputs`, on the model's own scale. */
  readonly values: Float64Array;
  /** 1 where a higher score is good for the person, -1 where it is bad. */
  readonly good: 1 | -1;
  /** Whether the decision went against the person; null where that is not known. */
  readonly isAdverse: boolean | null;
  /** Group of the person; null where no attribute was asked for. */
  readonly group: string | null;
}

/** How much an input spoke against the person; negative where it spoke for them. */
export const againstOf = (
  { inputs, values, good }: Pick<Told, 'inputs' | 'values' | 'good'>,
  input: string,
): number => {
  const at = inputs.indexOf(input);
  return at < 0 ? 0 : -good * values[at]!;
};

/**
 * The inputs that spoke against the person, the strongest first, at most so many. Ties are broken by name, so that two versions with the same
 * numbers have the same order.
 *
 * @example
 * strongest({ inputs: ['age', 'income'], values: Float64Array.of(-2, 1), good: 1 }, 4); // ['age']
 */
export function strongest({ inputs, values, good }: Pick<Told, 'inputs' | 'values' | 'good'>, most: number): string[] {
  return inputs
    .map((name, i) => ({ name, by: -good * values[i]! }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** The input that spoke against the person most; null where none did. */
export const topOf = (told: Pick<Told, 'inputs' | 'values' | 'good'>): string | null => strongest(told, 1)[0] ?? null;
