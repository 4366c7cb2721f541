import type { NeutralNetwork } from '../../models/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import { type Caution, type Dataset, pick, refused } from '../base/index.js';
import { encode, makeDesign } from '../linear/index.js';
import { holdOut } from '../splits/index.js';
import { adam } from './adam.js';
import { type AdversaryAuc, type AdversaryCoefficients, bestAdversary, guess, reachOf } from './adversary.js';
import { networkDocument } from './document.js';
import { arraysOf, copyLayers, drawLayers, type Layers, zerosLike } from './layers.js';
import { LOG_LOSS, Passes } from './passes.js';
import { meanGradient, shuffle } from './train-layers.js';

export interface AgainstOptions {
  /** The upper end of the interval of every adversary's AUC on people held out is to be below this: from 0.5 to 1. */
  readonly bound: number;
  /** Units of each hidden layer; default one of 32. */
  readonly hidden?: readonly number[];
  /** Passes over all rows before there is an adversary, and at most with one; default 10 and 60. */
  readonly warmUp?: number;
  readonly epochs?: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly l2?: number;
  /** How much the adversary counts, times the root of the number of passes with it; default 1. */
  readonly strength?: number;
  readonly seed: Seed;
  readonly progress?: (text: string) => void;
}

export interface AgainstResult {
  readonly document: NeutralNetwork;
  readonly cautions: readonly Caution[];
  /** Whether the bound is kept for all groups; where it is not, the network is the one that came nearest. */
  readonly reached: boolean;
  /** By group, how well the best adversary tells it on people held out; null where nobody there is of the group, or everybody. */
  readonly adversaries: readonly (AdversaryAuc | null)[];
  /** Passes with an adversary. */
  readonly epochs: number;
}

const DEFAULTS = { warmUp: 10, epochs: 60, batch: 200, rate: 1e-3, l2: 1e-3, strength: 1 };
const HIDDEN = [32];
const HOLD = 0.25;
const LEVEL = 0.95;
const STREAM = 13;
/** The adversary learns faster than the network, so that it is never far from the best of its class. */
const ADVERSARY_RATE = 1e-2;

/**
 * Learns a network whose score does not tell who is of a group: each step takes away what would help the adversary, and goes against it besides. It stops once the best
 * adversary of its class, learned anew on the same people, is shown on others to tell too little; because that is looked at after every pass, its interval is of a level that
 * holds for all of them together.
 * Source of the step: Zhang, Lemoine and Mitchell 2018, Mitigating unwanted biases with adversarial learning, (1).
 *
 * @param members by group, 1 and 0 for who is of it and who is not; NaN for whom the adversary is not asked about
 * @throws TribuneError INVALID_ARGUMENT for a target that is not 0 and 1, a bound outside 0.5 to 1, or members of another number of rows
 */
export function fitAgainst(data: Dataset, members: readonly Float64Array[], options: AgainstOptions): AgainstResult {
  const settings = { ...DEFAULTS, ...options };
  check(data, members, settings);
  const encoding = encode(data, true);
  if (encoding.width === 0) throw refused('no input varies', 'Give columns in which people differ.');
  const design = makeDesign(data, encoding);
  const { train, test: held } = holdOut(data.rows, {
    share: HOLD,
    seed: `adversary of ${String(options.seed)}`,
    strata: data.target,
  });
  const random = createGenerator(options.seed, STREAM);
  const layers = drawLayers([design.width, ...(options.hidden ?? HIDDEN), 1], random);
  const passes = new Passes(design, layers);
  const step = adam(layers, settings.rate);
  const rivals = members.map((member) => new Rival(member));
  const level = 1 - (1 - LEVEL) / settings.epochs;
  const look = (): (AdversaryAuc | null)[] => {
    const [own, others] = [passes.scores(train), passes.scores(held)];
    return members.map((member) => {
      const found = bestAdversary(own, pick(member, train));
      return found === null ? null : reachOf(found, others, { member: pick(member, held), level });
    });
  };
  const order = Int32Array.from(train);
  let best = { layers: copyLayers(layers), adversaries: look(), worst: Number.POSITIVE_INFINITY, epoch: 0 };
  for (let epoch = 1; epoch <= settings.warmUp + settings.epochs; epoch++) {
    const against = epoch - settings.warmUp;
    shuffle(order, random);
    for (let from = 0; from < order.length; from += settings.batch) {
      const rows = order.subarray(from, Math.min(order.length, from + settings.batch));
      const alpha = against > 0 ? settings.strength * Math.sqrt(against) : null;
      step(direction({ passes, layers, rows, target: data.target, rivals, alpha, l2: settings.l2 }));
    }
    if (against <= 0) continue;
    const adversaries = look();
    const worst = Math.max(...adversaries.map((one) => one?.upper ?? 1));
    settings.progress?.(
      `pass ${against} of at most ${settings.epochs}, the best adversary at most ${worst.toFixed(3)}`,
    );
    if (worst < best.worst) best = { layers: copyLayers(layers), adversaries, worst, epoch: against };
    if (worst < settings.bound) break;
  }
  return {
    document: networkDocument(data, encoding, best.layers, { scale: 1, mean: 0 }),
    cautions: encoding.cautions,
    reached: best.worst < settings.bound,
    adversaries: best.adversaries,
    epochs: best.epoch,
  };
}

/** An adversary while the network is learned: one step of it for each of the network. */
class Rival {
  private coefficients: [number, number, number] = [0, 0, 0];
  private readonly means = new Float64Array(3);
  private readonly member: Float64Array;

  constructor(member: Float64Array) {
    this.member = member;
  }

  /** Adds the derivatives of its mean loss by the scores of these rows, and then learns from them. */
  addSlopes(rows: Int32Array, scores: Float64Array, slopes: Float64Array): void {
    const [a, b] = this.coefficients;
    const sums = new Float64Array(3);
    let known = 0;
    rows.forEach((row, i) => {
      const z = this.member[row]!;
      if (Number.isNaN(z)) return;
      const score = scores[i]!;
      const off = 1 / (1 + Math.exp(-guess(this.coefficients as AdversaryCoefficients, score))) - z;
      slopes[i]! += off * (a + 2 * b * score);
      sums[0]! += off * score;
      sums[1]! += off * score * score;
      sums[2]! += off;
      known++;
    });
    if (known === 0) return;
    for (let k = 0; k < 3; k++) {
      const slope = sums[k]! / known;
      // A step of a length that does not depend on how large scores are.
      this.means[k] = 0.9 * this.means[k]! + 0.1 * slope * slope;
      this.coefficients[k]! -= (ADVERSARY_RATE * slope) / (Math.sqrt(this.means[k]!) + 1e-8);
    }
  }
}

interface Batch {
  readonly passes: Passes;
  readonly layers: Layers;
  readonly rows: Int32Array;
  readonly target: Float64Array;
  readonly rivals: readonly Rival[];
  /** null while there is no adversary. */
  readonly alpha: number | null;
  readonly l2: number;
}

/** The gradient of the loss, without what lies along that of the adversaries' loss, and against it. */
function direction({ passes, layers, rows, target, rivals, alpha, l2 }: Batch): Layers {
  const own = zerosLike(layers);
  passes.addGradient(rows, { target, weights: null, loss: LOG_LOSS }, own);
  meanGradient(own, layers, { rows: rows.length, l2 });
  if (alpha === null) return own;
  const scores = passes.scores(rows);
  const slopes = new Float64Array(rows.length);
  for (const rival of rivals) rival.addSlopes(rows, scores, slopes);
  const theirs = zerosLike(layers);
  passes.addSlopes(rows, slopes, theirs);
  const [mine, other] = [arraysOf(own), arraysOf(theirs)];
  for (const one of other) for (let i = 0; i < one.length; i++) one[i]! /= rows.length;
  const length = dot(other, other);
  const along = length > 0 ? dot(mine, other) / length : 0;
  mine.forEach((values, a) => {
    for (let i = 0; i < values.length; i++) values[i]! -= (along + alpha) * other[a]![i]!;
  });
  return own;
}

const dot = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  a.reduce((sum, values, k) => sum + values.reduce((part, value, i) => part + value * b[k]![i]!, 0), 0);

function check(
  { task, rows }: Dataset,
  members: readonly Float64Array[],
  { bound, epochs, warmUp, strength }: Required<Pick<AgainstOptions, 'bound' | 'epochs' | 'warmUp' | 'strength'>>,
): void {
  if (task !== 'binary') throw refused('the target is not 0 and 1', 'Give a target of 0 and 1.');
  if (!(bound > 0.5 && bound <= 1))
    throw refused(`a bound of ${bound}`, 'Give a number above 0.5, at which an adversary knows nothing, such as 0.55.');
  if (!(Number.isInteger(epochs) && epochs >= 1 && Number.isInteger(warmUp) && warmUp >= 0))
    throw refused(`${warmUp} and ${epochs} passes`, 'Give whole numbers, of passes with an adversary at least 1.');
  if (!(strength > 0 && Number.isFinite(strength)))
    throw refused(`a strength of ${strength}`, 'Give a number above 0.');
  if (members.length === 0 || members.some(({ length }) => length !== rows))
    throw refused('no groups, or groups of another number of rows', `Give one number for each of ${rows} rows.`);
}
