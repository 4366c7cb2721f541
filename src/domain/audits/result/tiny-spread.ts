import { type Group, groupTally, type Tally } from '../../../core/fairness/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { ValueCaution } from './suspicious-values.js';

/**
 * Smallest standard deviation without caution: below it the sums of a tally, which end at 2^-40 (1e-12), hold a variance to fewer than four
 * digits.
 */
const LEAST_SPREAD = 1e-4;
/** Largest score after the proposed scaling. Scores beyond +-4096 are refused, so this leaves room for a later, larger one. */
const MOST_AFTER_SCALING = 1000;
/** Most groups named in the caution. */
const MOST_NAMED = 6;

interface Tiny {
  readonly name: string;
  readonly spread: number;
  /** Size of the largest score, whatever its sign. */
  readonly size: number;
}

/**
 * A caution for groups whose scores are so close together that tests of means, standardized differences and intervals of mean scores lose
 * digits, or are undefined although the scores differ. There is one caution for all groups, because the scale of the scores is the cause.
 *
 * @param tallies the tally of everything, or those of the parts that a caller may see
 */
export function tinySpread(tallies: readonly Tally[], policy: Policy): ValueCaution[] {
  const { score, attributes, intersections } = policy.data;
  if (score === null) return [];
  const sets = [...attributes.map(({ name }) => [name]), ...intersections];
  const found = tallies.flatMap((tally) =>
    sets
      .filter((by) => by.every((name) => tally.attributes.includes(name)))
      .flatMap((by) => groupTally(tally, by))
      .flatMap(tinyOf),
  );
  if (found.length === 0) return [];
  return [
    {
      attribute: score,
      kind: 'tiny-spread',
      values: found.map(({ name }) => name),
      message:
        `${score}: the scores of ${listed(found)} spread by less than ${LEAST_SPREAD} (largest standard deviation ` +
        `${spreadOf(found).toPrecision(2)}), which sums of scores hold to few digits: intervals and tests of mean scores and standardized differences are rough, ` +
        'or undefined although the scores differ',
      remedy: remedyFor(found, policy.data.scoreScale),
    },
  ];
}

const spreadOf = (found: readonly Tiny[]): number => Math.max(...found.map(({ spread }) => spread));

function listed(found: readonly Tiny[]): string {
  const shown = found.slice(0, MOST_NAMED).map(({ name }) => JSON.stringify(name));
  const more = found.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more ${more === 1 ? 'group' : 'groups'}` : shown.join(', ');
}

/**
 * The group when its scores differ by too little; empty when they do not differ at all, or by enough. The digits lost by sums grow with the
 * mean, by 1 + 2 |mean|.
 */
function tinyOf(group: Group): Tiny[] {
  const { mean, variance } = group.moments;
  if (mean === null || variance === null) return [];
  const least = LEAST_SPREAD ** 2 * (1 + 2 * Math.abs(mean));
  if (variance >= least) return [];
  const { spread, size } = exactSpread(group, mean);
  if (spread === 0 || spread ** 2 >= least) return [];
  const name = Object.entries(group.key)
    .map(([attribute, value]) => `${attribute}=${value ?? '(unknown)'}`)
    .join(', ');
  return [{ name, spread, size }];
}

/** Spread from the scores themselves, not their sums; of scores in bins only the distances between bins are known. */
function exactSpread({ distribution, moments }: Group, mean: number): Pick<Tiny, 'spread' | 'size'> {
  if (distribution === null) return { spread: Math.sqrt(moments.variance ?? 0), size: Math.abs(mean) };
  const columns = [distribution.positives, distribution.negatives, distribution.unlabelled];
  let [people, sum, squares, size] = [0, 0, 0, 0];
  const overAll = (visit: (score: number, count: number) => void): void => {
    for (const { means, counts } of columns) for (let i = 0; i < means.length; i++) visit(means[i]!, counts[i]!);
  };
  overAll((score, count) => {
    people += count;
    sum += count * (score - mean);
    size = Math.max(size, Math.abs(score));
  });
  const centre = mean + sum / people;
  overAll((score, count) => {
    squares += count * (score - centre) ** 2;
  });
  const within = distribution.bins === null ? 0 : (moments.variance ?? 0);
  return { spread: people > 0 ? Math.sqrt(Math.max(squares / people, within)) : 0, size };
}

/** A scale that makes the largest spread about 1 and keeps the scores in range. Some scores need a constant subtracted instead. */
function remedyFor(found: readonly Tiny[], scoreScale: number): string {
  const size = Math.max(...found.map((one) => one.size));
  const spread = spreadOf(found);
  const scale = 10 ** Math.ceil(Math.log10(Math.max(spread, size / MOST_AFTER_SCALING)));
  const [scaledSpread, scaledMean] = [spread / scale, size / scale];
  if (scaledSpread ** 2 < LEAST_SPREAD ** 2 * (1 + 2 * scaledMean))
    return 'Take a constant off all scores, so that they lie around 0, and divide them by data.scoreScale.';
  return (
    `Divide the scores: data.scoreScale: ${Number((scale * scoreScale).toPrecision(1))} (the cutoff is then on that scale). ` +
    'Calibration, Brier score and log loss need probabilities and lose nothing here: ask for them in a policy without it.'
  );
}
