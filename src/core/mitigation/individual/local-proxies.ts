import type { GroupKey } from '../../fairness/tally/index.js';
import { areaUnderCurve } from '../../learn/index.js';
import { createGenerator, criticalValue, type Generator, type Seed } from '../../stats/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';

export interface LocalProxyOptions {
  /** Names of the inputs, in the order of the columns of the attributions. */
  readonly names: readonly string[];
  /** Number of clusters; default 4. */
  readonly clusters?: number;
  readonly seed: Seed;
}

/** An input whose attributions tell a group among people whose scores came about alike. */
export interface LocalProxy {
  readonly cluster: number;
  readonly people: number;
  readonly input: string;
  readonly key: GroupKey;
  /** Chance that it orders a person of the group and one of the others in the cluster rightly, 0.5 to 1; the interval allows for all that were looked at. */
  readonly auc: number;
  readonly lower: number;
  readonly upper: number;
  /** The same among everybody: where it is near 0.5, the input is a proxy here alone. */
  readonly everywhere: number | null;
}

export interface LocalProxies {
  /** People of each cluster who were asked, and the mean attributions by which it was found. */
  readonly clusters: readonly { readonly people: number; readonly centre: readonly number[] }[];
  /** Those that tell a group beyond chance, the strongest first. */
  readonly proxies: readonly LocalProxy[];
  /** Combinations of cluster, input and group that were looked at, and those with too few people, which nothing is said of. */
  readonly lookedAt: number;
  readonly tooFew: number;
}

const CLUSTERS = 4;
const MOST_CLUSTERS = 50;
const MOST_ROUNDS = 100;
const STARTS = 5;
const STREAM = 25;
const LEVEL = 0.95;
/** Fewest people of a group, and of the others, in a cluster who tell anything. */
const FEWEST = 20;

/**
 * Inputs that stand for a group among some people only: people are clustered by what their inputs added to their scores (k-means over attributions, each
 * by its spread), and within each cluster it is asked how well the attribution of an input tells the group. Clusters are found on one half of the people and asked
 * about on the other, at a level that allows for all questions.
 * Source of the clustering: Lundberg and others 2020, From local explanations to global understanding with explainable AI for trees (supervised clustering).
 *
 * @param attributions `[row * inputs + input]`, such as Shapley values of `explain`
 * @throws TribuneError INVALID_ARGUMENT for lengths that differ, values that are no numbers, or options out of range
 * @example
 * localProxies(explained.values, groupRows({ sex }), { names: model.featureNames, seed: 1 }).proxies;
 */
export function localProxies(attributions: Float64Array, groups: RowGroups, options: LocalProxyOptions): LocalProxies {
  const { names, clusters = CLUSTERS, seed } = options;
  const width = names.length;
  const rows = groups.codes.length;
  checkGroups(groups, rows);
  if (width === 0 || attributions.length !== rows * width)
    throw refused(`${attributions.length} attributions for ${rows} people and ${width} inputs`, 'Give one for each.');
  const odd = attributions.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw refused(`the attribution of row ${Math.floor(odd / width)} is no number`, 'Leave the row out.');
  if (!(Number.isInteger(clusters) && clusters >= 1 && clusters <= MOST_CLUSTERS && rows >= 2 * clusters))
    throw refused(`${clusters} clusters of ${rows} people`, `Give from 1 to ${MOST_CLUSTERS}, and more people.`);
  const scaled = bySpread(attributions, width);
  const random = createGenerator(seed, STREAM);
  const [found, asked] = halves(rows, random);
  const centres = centresOf(scaled, width, { people: found, clusters, random });
  const members = centres.map((): number[] => []);
  for (const row of asked) members[nearestOf(scaled, width, row, centres)]!.push(row);
  const questions = members.flatMap((people, cluster) =>
    names.flatMap((input, j) => groups.keys.map((key, g) => ({ people, cluster, input, j, key, g }))),
  );
  const able = questions.filter(({ people, g }) => isEnough(people, groups, g));
  const z = criticalValue(1 - (1 - LEVEL) / Math.max(1, able.length));
  const telling = able.flatMap(({ people, cluster, input, j, key, g }): LocalProxy[] => {
    const area = areaOf(people, { attributions, width, j, groups, g });
    const auc = Math.max(area ?? 1 / 2, 1 - (area ?? 1 / 2));
    const half = z * errorOf(auc, people, groups, g);
    if (auc - half <= 1 / 2) return [];
    const whole = areaOf(asked, { attributions, width, j, groups, g });
    const everywhere = whole === null ? null : Math.max(whole, 1 - whole);
    return [
      {
        cluster,
        people: people.length,
        input,
        key,
        auc,
        lower: auc - half,
        upper: Math.min(1, auc + half),
        everywhere,
      },
    ];
  });
  return {
    clusters: members.map((people, c) => ({
      people: people.length,
      centre: meanOf(
        attributions,
        width,
        found.filter((row) => nearestOf(scaled, width, row, centres) === c),
      ),
    })),
    proxies: telling.sort((a, b) => b.auc - a.auc || a.cluster - b.cluster),
    lookedAt: able.length,
    tooFew: questions.length - able.length,
  };
}

/** Attributions divided by the spread of their input; one that never varies stays. */
function bySpread(values: Float64Array, width: number): Float64Array {
  const out = values.slice();
  const rows = values.length / width;
  for (let j = 0; j < width; j++) {
    let [mean, squares] = [0, 0];
    for (let r = 0; r < rows; r++) mean += values[r * width + j]! / rows;
    for (let r = 0; r < rows; r++) squares += (values[r * width + j]! - mean) ** 2;
    const spread = Math.sqrt(squares / rows);
    if (spread > 0) for (let r = 0; r < rows; r++) out[r * width + j]! /= spread;
  }
  return out;
}

function halves(rows: number, random: Generator): [number[], number[]] {
  const order = Array.from({ length: rows }, (_, row) => row);
  for (let k = rows - 1; k > 0; k--) {
    const at = random.nextInteger(k + 1);
    [order[k], order[at]] = [order[at]!, order[k]!];
  }
  const half = Math.ceil(rows / 2);
  return [order.slice(0, half).sort((a, b) => a - b), order.slice(half).sort((a, b) => a - b)];
}

/** The tightest of some runs of k-means, each from people drawn far from one another (Arthur and Vassilvitskii 2007). */
function centresOf(
  values: Float64Array,
  width: number,
  { people, clusters, random }: { people: readonly number[]; clusters: number; random: Generator },
): Float64Array[] {
  let best: { centres: Float64Array[]; cost: number } | null = null;
  for (let start = 0; start < STARTS; start++) {
    let centres = startOf(values, width, { people, clusters, random });
    let before = '';
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const place = people.map((row) => nearestOf(values, width, row, centres));
      const text = place.join(',');
      if (text === before) break;
      before = text;
      centres = centres.map((centre, c) => {
        const own = people.filter((_, i) => place[i] === c);
        return own.length === 0 ? centre : Float64Array.from(meanOf(values, width, own));
      });
    }
    const cost = people.reduce(
      (sum, row) => sum + Math.min(...centres.map((one) => farness(values, width, row, one))),
      0,
    );
    if (best === null || cost < best.cost) best = { centres, cost };
  }
  return best!.centres;
}

function startOf(
  values: Float64Array,
  width: number,
  { people, clusters, random }: { people: readonly number[]; clusters: number; random: Generator },
): Float64Array[] {
  const at = (row: number): Float64Array => values.slice(row * width, (row + 1) * width);
  const centres = [at(people[random.nextInteger(people.length)]!)];
  while (centres.length < clusters) {
    const far = people.map((row) => Math.min(...centres.map((one) => farness(values, width, row, one))));
    let left = random.nextUniform() * far.reduce((sum, one) => sum + one, 0);
    const chosen = far.findIndex((one) => {
      left -= one;
      return left <= 0;
    });
    centres.push(at(people[Math.max(0, chosen)]!));
  }
  return centres;
}

function farness(values: Float64Array, width: number, row: number, centre: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += (values[row * width + j]! - centre[j]!) ** 2;
  return sum;
}

function nearestOf(values: Float64Array, width: number, row: number, centres: readonly Float64Array[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  centres.forEach((centre, c) => {
    const far = farness(values, width, row, centre);
    if (far < least) [best, least] = [c, far];
  });
  return best;
}

const meanOf = (values: Float64Array, width: number, rows: readonly number[]): number[] =>
  Array.from({ length: width }, (_, j) => rows.reduce((sum, row) => sum + values[row * width + j]!, 0) / rows.length);

function isEnough(people: readonly number[], { codes }: RowGroups, g: number): boolean {
  const own = people.filter((row) => codes[row] === g).length;
  return own >= FEWEST && people.filter((row) => codes[row]! >= 0).length - own >= FEWEST;
}

interface Asked {
  readonly attributions: Float64Array;
  readonly width: number;
  readonly j: number;
  readonly groups: RowGroups;
  readonly g: number;
}

function areaOf(people: readonly number[], { attributions, width, j, groups: { codes }, g }: Asked): number | null {
  const known = people.filter((row) => codes[row]! >= 0);
  return areaUnderCurve(
    Float64Array.from(known, (row) => attributions[row * width + j]!),
    Float64Array.from(known, (row) => +(codes[row] === g)),
  );
}

/** Standard error of an area under the curve (Hanley and McNeil 1982), no smaller than that of an area of one half. */
function errorOf(auc: number, people: readonly number[], { codes }: RowGroups, g: number): number {
  const m = people.filter((row) => codes[row] === g).length;
  const n = people.filter((row) => codes[row]! >= 0).length - m;
  const at = (a: number): number => {
    const [one, two] = [a / (2 - a), (2 * a * a) / (1 + a)];
    return Math.sqrt((a * (1 - a) + (m - 1) * (one - a * a) + (n - 1) * (two - a * a)) / (m * n));
  };
  return Math.max(at(auc), at(1 / 2));
}
