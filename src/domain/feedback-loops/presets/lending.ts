import type { Generator } from '../../../core/stats/index.js';
import type { LoopPreset, LoopWorld, RoundFigures, Switches } from '../play/index.js';
import { Lots, RecordCount } from './lots.js';
import { shares } from './shares.js';

const PEOPLE = [1000, 500] as const;
/** People of both groups repay with the same distribution of chances: logistic of Normal(0.8, 1). */
const MEAN = 0.8;
/** A short history is a vaguer score. */
const VAGUENESS = [0.4, 0.8] as const;
const HISTORY = [2000, 300] as const;
const ALL_HISTORY = HISTORY[0] + HISTORY[1];
/** Share of repaid loans of the second group that the records call defaults. */
const WRONG_DEFAULTS = 0.15;
/** A loan is worth its risk from this chance of repayment on. */
const CUTOFF = 0.7;
const FIRST_EDGE = -2;
const STEP = 0.5;
const BINS = 12;
/** Records that the average of all counts for in each band of the score. */
const PRIOR = 5;
/** How far credit moves after a repaid loan, a default, a refusal (no history is made). */
const MOVES = { repaid: 0.02, defaulted: -0.05, refused: -0.01 };
const WORST = -3;
const BEST = 4;

const chanceOf = (credit: number): number => 1 / (1 + Math.exp(-credit));
const binOf = (score: number): number => Math.max(0, Math.min(BINS - 1, Math.floor((score - FIRST_EDGE) / STEP)));

/** Repayments by group and band of the score. */
interface Records {
  readonly n: Float64Array[];
  readonly repaid: Float64Array[];
}
const emptyRecords = (): Records => ({
  n: [new Float64Array(BINS), new Float64Array(BINS)],
  repaid: [new Float64Array(BINS), new Float64Array(BINS)],
});
const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Chance of repayment that the bank believes in, by group and band. Where a band has no record, it is the average of the group. */
function beliefs({ n, repaid }: Records): number[][] {
  return [0, 1].map((group) => {
    const average = sumOf(repaid[group]!) / Math.max(1, sumOf(n[group]!));
    return Array.from(n[group]!, (count, bin) => (repaid[group]![bin]! + PRIOR * average) / (count + PRIOR));
  });
}

/** Both groups under one belief: what a bank knows that never asked for the group. */
function pooled(records: Records): Records {
  const [n, repaid] = [records.n, records.repaid].map((of) => of[0]!.map((value, bin) => (value + of[1]![bin]!) / 2));
  return { n: [n!.slice(), n!.slice()], repaid: [repaid!.slice(), repaid!.slice()] };
}

class Bank implements LoopWorld {
  readonly #switches: Switches;
  readonly #generator: Generator;
  readonly #lots: Lots;
  readonly #credit: Float64Array[];
  readonly #first: Records;
  #records: Records;
  #count = new RecordCount(ALL_HISTORY);

  constructor(switches: Switches, generator: Generator) {
    this.#switches = switches;
    this.#generator = generator;
    this.#lots = new Lots(switches);
    this.#credit = PEOPLE.map((n) => Float64Array.from({ length: n }, () => MEAN + generator.nextNormal()));
    this.#first = this.#history();
    this.#records = copyOf(this.#first);
  }

  reset(): void {
    this.#records = pooled(this.#first);
    this.#count = new RecordCount(ALL_HISTORY);
  }

  #history(): Records {
    const records = emptyRecords();
    for (const group of [0, 1] as const) {
      for (let i = 0; i < HISTORY[group]; i++) {
        const credit = MEAN + this.#generator.nextNormal();
        const isRepaid = this.#generator.nextUniform() < chanceOf(credit);
        const isWrong = this.#generator.nextUniform() < WRONG_DEFAULTS && group === 1 && !this.#switches.audit;
        record(records, { group, bin: this.#binOf(group, credit), isRepaid: isRepaid && !isWrong });
      }
    }
    return records;
  }

  #binOf(group: 0 | 1, credit: number): number {
    return binOf(credit + VAGUENESS[group] * this.#generator.nextNormal());
  }

  play(): RoundFigures {
    const belief = beliefs(this.#records);
    const recordShare = shares(this.#records.n.map(sumOf));
    const { ownShare } = this.#count;
    const groups = [this.#applications(0, belief[0]!), this.#applications(1, belief[1]!)];
    return {
      given: groups.map(({ approved }, group) => approved / PEOPLE[group]!),
      due: groups.map(({ chance, n }, group) => worthIt(chance, n) / PEOPLE[group]!),
      believed: groups.map(
        ({ n }, group) => sumOf(n.map((count, bin) => count * belief[group]![bin]!)) / PEOPLE[group]!,
      ),
      actual: groups.map(({ chance }, group) => sumOf(chance) / PEOPLE[group]!),
      recordShare,
      ownShare,
      effectiveNumber: null,
    };
  }

  /** Decides on everybody of a group, and sums chances of repayment and people by band of the score. */
  #applications(group: 0 | 1, belief: readonly number[]): { chance: Float64Array; n: Float64Array; approved: number } {
    const seen = { chance: new Float64Array(BINS), n: new Float64Array(BINS), approved: 0 };
    for (let i = 0; i < PEOPLE[group]; i++) {
      const credit = this.#credit[group]![i]!;
      const bin = this.#binOf(group, credit);
      const draw = this.#lots.draw(this.#generator);
      const isApproved = draw.byLot || belief[bin]! >= CUTOFF;
      const isRepaid = this.#generator.nextUniform() < chanceOf(credit);
      seen.chance[bin]! += chanceOf(credit);
      seen.n[bin]! += 1;
      seen.approved += isApproved ? 1 : 0;
      const move = !isApproved ? MOVES.refused : isRepaid ? MOVES.repaid : MOVES.defaulted;
      this.#credit[group]![i] = Math.max(WORST, Math.min(BEST, credit + move));
      if (!isApproved || !draw.teaches) continue;
      record(this.#records, { group, bin, isRepaid });
      this.#count.add(draw);
    }
    return seen;
  }
}

/** People in bands whose true chance of repayment is worth the risk. */
const worthIt = (chance: Float64Array, n: Float64Array): number =>
  n.reduce((sum, count, bin) => sum + (chance[bin]! >= CUTOFF * count ? count : 0), 0);

function record(to: Records, { group, bin, isRepaid }: { group: 0 | 1; bin: number; isRepaid: boolean }): void {
  to.n[group]![bin]! += 1;
  to.repaid[group]![bin]! += isRepaid ? 1 : 0;
}

const copyOf = ({ n, repaid }: Records): Records => ({
  n: n.map((values) => values.slice()),
  repaid: repaid.map((values) => values.slice()),
});

export const lending: LoopPreset = {
  name: 'lending',
  title: 'Who is refused never shows that she would have repaid',
  story:
    'A bank lends where it believes in a chance of repayment of 70 % or more, by group and band of a score, and learns from the loans that it gave. Both groups repay alike, but the second has a shorter history: its score is vaguer, its records are few, and one repaid loan in seven stands there as a default. Bands that are refused are never tried again, and a refusal makes no history.',
  source:
    'Liu et al., Delayed impact of fair machine learning, ICML 2018; Lakkaraju et al., The selective labels problem, KDD 2017',
  groups: ['long history', 'short history'],
  round: 'month',
  rounds: 60,
  given: { name: 'Share of applications approved', unit: 'share' },
  believed: { name: 'Mean chance of repayment', unit: 'share' },
  dueIf: 'if the system knew the groups as they are',
  own: 'exist',
  changesGroups: true,
  interventions: {
    audit: 'the wrong defaults are found and put right before the bank learns',
    exploration: 'this share of applications is approved whatever is believed, and learned from like the others',
    holdout: 'this share of applications is approved whatever is believed, and the bank learns from these alone',
    reset: 'after so many months the bank begins again from its first records without the group',
  },
  propensityNeedsLot: false,
  begin: (switches, generator) => new Bank(switches, generator),
};
