/** A way in which bias enters data, as the catalogue names it. */
export interface BiasSource {
  readonly id: string;
  readonly name: string;
  /** Other names of it in the catalogue. */
  readonly alsoCalled: readonly string[];
  /** What happens, in a sentence. */
  readonly meaning: string;
}

const source = (id: string, name: string, alsoCalled: readonly string[], meaning: string): BiasSource => ({
  id,
  name,
  alsoCalled,
  meaning,
});

/**
 * The catalogue of bias sources, joined from lists that use other words for the same (docs/explanations/data-audit.md). Sources that no data
 * can show (problem framing, deployment in another context, hostile users) have no test and stand only there.
 */
export const BIAS_SOURCES = {
  representation: source(
    'representation',
    'representation bias',
    ['skewed sample', 'sampling bias', 'selection bias', 'coverage bias', 'exclusion bias'],
    'Some groups are rarer in the data than among the people who are decided about.',
  ),
  historical: source(
    'historical',
    'historical bias',
    ['prejudice'],
    'The data are right about a world that was unfair, and a model learns it.',
  ),
  nonresponse: source(
    'nonresponse',
    'limited features',
    ['nonresponse bias', 'reporting bias'],
    'What is known of people is known less often, or less well, for some groups.',
  ),
} as const;
