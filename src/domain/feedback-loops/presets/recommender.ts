import { type Generator, sampleBinomial } from '../../../core/stats/index.js';
import type { LoopPreset, LoopWorld, RoundFigures, Switches } from '../play/index.js';
import { RecordCount } from './lots.js';
import { effectiveNumberOf, shares } from './shares.js';

const ITEMS = [160, 40] as const;
const ALL = ITEMS[0] + ITEMS[1];
const PLACES = 10;
const USERS = 1000;
/** Views at the beginning: items of small providers were shown a third as often. */
const FIRST_VIEWS = [300, 100] as const;
/** Chance that somebody looks at a place: one over its number. */
const LOOKS = Array.from({ length: PLACES }, (_, place) => 1 / (place + 1));
const ALL_LOOKS = LOOKS.reduce((sum, chance) => sum + chance, 0);
/** Views and clicks that every item is taken to have had. */
const PRIOR = { views: 20, clicks: 4 };
/** Every fifth item is of a small provider, so that no order of items favours a group. */
const groupOf = (item: number): 0 | 1 => (item % (ALL / ITEMS[1]) === 0 ? 1 : 0);

/** Appeal of an item, Beta(2, 8): the second smallest of nine uniform numbers. */
function appealOf(generator: Generator): number {
  const numbers = Array.from({ length: 9 }, () => generator.nextUniform()).sort((a, b) => a - b);
  return numbers[1]!;
}

const byGroup = (values: ArrayLike<number>): number[] => {
  const sums = [0, 0];
  for (let item = 0; item < ALL; item++) sums[groupOf(item)]! += values[item]!;
  return sums;
};

const order = (by: (item: number) => number): number[] =>
  Array.from({ length: ALL }, (_, item) => item).sort((a, b) => by(b) - by(a) || a - b);

class Shelf implements LoopWorld {
  readonly #switches: Switches;
  readonly #generator: Generator;
  readonly #appeal: readonly number[];
  readonly #due: readonly number[];
  readonly #views = new Float64Array(ALL);
  readonly #clicks = new Float64Array(ALL);
  readonly #listed = new Float64Array(ALL);
  #count = new RecordCount(0);

  constructor(switches: Switches, generator: Generator) {
    this.#switches = switches;
    this.#generator = generator;
    this.#appeal = Array.from({ length: ALL }, () => appealOf(generator));
    this.#due = shares(byGroup(looksOf(order((item) => this.#appeal[item]!).slice(0, PLACES), 1)));
    this.#begin(switches.audit);
  }

  reset(): void {
    this.#begin(true);
  }

  #begin(isEven: boolean): void {
    for (let item = 0; item < ALL; item++) {
      this.#views[item] = isEven ? FIRST_VIEWS[0] : FIRST_VIEWS[groupOf(item)];
      this.#clicks[item] = this.#clicked(item, this.#views[item]!);
    }
    this.#count = new RecordCount(this.#clicks.reduce((sum, n) => sum + n, 0));
  }

  #clicked(item: number, looks: number): number {
    return sampleBinomial(looks, this.#appeal[item]!, this.#generator);
  }

  play(): RoundFigures {
    const { exploration, holdout } = this.#switches;
    const listed = looksOf(this.#list(), 1 - exploration - holdout);
    const eachByLot = (share: number): number => (USERS * share * ALL_LOOKS) / ALL;
    const looks = Array.from(listed, (of) => of + eachByLot(exploration + holdout));
    const figures = {
      given: shares(byGroup(looks)),
      due: this.#due,
      believed: shares(byGroup(looks.map((_, item) => this.#worth(item)))),
      actual: shares(byGroup(this.#appeal)),
      recordShare: shares(byGroup(this.#clicks)),
      ownShare: this.#count.ownShare,
      effectiveNumber: effectiveNumberOf(looks),
    };
    for (let item = 0; item < ALL; item++) {
      this.#listed[item]! += listed[item]!;
      if (holdout === 0) this.#learn(item, listed[item]!, false);
      this.#learn(item, eachByLot(holdout > 0 ? holdout : exploration), true);
    }
    return figures;
  }

  /** @param expected looks, of which whole ones come: a part of one comes with that chance, so that few lots are not rounded to none */
  #learn(item: number, expected: number, byLot: boolean): void {
    const looks = Math.floor(expected + this.#generator.nextUniform());
    const clicks = this.#clicked(item, looks);
    this.#views[item]! += looks;
    this.#clicks[item]! += clicks;
    this.#count.add({ byLot }, clicks);
  }

  /** What an item is taken to be worth: its clicks, or, weighed by chance, its clicks for each time that somebody looked. */
  #worth(item: number): number {
    const [clicks, views] = [this.#clicks[item]!, this.#views[item]!];
    return this.#switches.propensity ? (clicks + PRIOR.clicks) / (views + PRIOR.views) : clicks;
  }

  #list(): number[] {
    const kept = Math.round(this.#switches.diversity * PLACES);
    const top = order((item) => this.#worth(item)).slice(0, PLACES - kept);
    const others = order((item) => -this.#listed[item]!).filter((item) => !top.includes(item));
    return [...top, ...others.slice(0, kept)];
  }
}

/** Looks that a list brings its items from this share of users. */
function looksOf(list: readonly number[], share: number): Float64Array {
  const looks = new Float64Array(ALL);
  list.forEach((item, place) => {
    looks[item] = USERS * share * LOOKS[place]!;
  });
  return looks;
}

export const recommender: LoopPreset = {
  name: 'recommender',
  title: 'What is shown is clicked, what is clicked is shown',
  story:
    'Ten of 200 items are shown, those with the most clicks so far; users look at the first place always, at the tenth one time in ten, and click by what they like. Items of small providers are liked as much as others, but were shown a third as often at the beginning.',
  source:
    'Chaney, Stewart and Engelhardt, How algorithmic confounding in recommendation systems increases homogeneity, RecSys 2018; Joachims, Swaminathan and Schnabel, Unbiased learning-to-rank with biased feedback, WSDM 2017',
  groups: ['large providers', 'small providers'],
  round: 'day',
  rounds: 60,
  given: { name: 'Share of looks', unit: 'share' },
  believed: { name: 'Share of what is liked', unit: 'share' },
  dueIf: 'if the system knew the groups as they are',
  own: 'exist',
  changesGroups: false,
  interventions: {
    audit: 'all items begin with as many views',
    exploration: 'this share of users sees ten items drawn by lot, and their clicks count like the others',
    propensity: 'clicks are divided by how often the places were looked at in which the item stood',
    holdout: 'this share of users sees ten items drawn by lot, and only their clicks count',
    diversity: 'this share of the ten places goes to the items that were shown least',
    reset: 'after so many days all items begin again with as many views',
  },
  propensityNeedsLot: false,
  begin: (switches, generator) => new Shelf(switches, generator),
};
