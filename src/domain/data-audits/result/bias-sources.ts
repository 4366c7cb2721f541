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
  measurement: source(
    'measurement',
    'measurement bias',
    ['features of unequal reliability'],
    'The same feature is measured less exactly, or means something else, for some groups.',
  ),
  labelChoice: source(
    'label-choice',
    'label bias',
    ['tainted labels', 'wrong proxy for the outcome', 'problem framing'],
    'The label stands for what was meant less well for some groups, as cost does for need.',
  ),
  aggregation: source(
    'aggregation',
    'aggregation bias',
    ['one model for people who differ'],
    'Features and label hang together otherwise in some groups, and one model is mediocre for them.',
  ),
  sampleSize: source(
    'sample-size',
    'sample size disparity',
    ['rare groups treated as noise'],
    'Some groups are so few that a model follows the others, and that nobody could see that it does.',
  ),
  proxies: source(
    'proxies',
    'proxies',
    ['redundant encoding', 'correlated features', 'disparate treatment by proxy'],
    'Features tell the protected attribute, so that a model that is not given it knows it all the same.',
  ),
  annotation: source(
    'annotation',
    'annotation bias',
    ['prejudice in the words of those who write'],
    'Those who describe people describe some groups in worse words.',
  ),
  feedback: source(
    'feedback',
    'feedback loop',
    ['selective labels', 'deployment bias'],
    'Decisions of the model decide what is known of people, and the next model learns its own judgement.',
  ),
  evaluation: source(
    'evaluation',
    'evaluation bias',
    ['leakage', 'contaminated test data'],
    'The model is tested on what it has seen, or is given the answer.',
  ),
} as const;
