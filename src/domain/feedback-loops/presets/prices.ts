import { type Generator, normalCdf } from '../../../core/stats/index.js';
import type { LoopPreset, LoopWorld, RoundFigures, Switches } from '../play/index.js';
import { Lots, RecordCount } from './lots.js';
import { shares } from './shares.js';

const PRICES = Array.from({ length: 11 }, (_, i) => 6 + i);
const COST = 5;
/** Customers of both areas are ready to pay Normal(10, 2). */
const WORTH = { mean: 10, sd: 2 };
const CUSTOMERS = 500;
/** Visitors of the past, offered each price in the first area, and 13 or more in the second. */
const FIRST_OFFERS = 100;
const DEAR_FROM = 13;
/** Share of those who did not buy who never come again. */
const LEAVE = 0.02;
/** Offers that the belief for a price counts for before anything was seen at it. */
const PRIOR = 5;

const demandAt = (price: number): number => 1 - normalCdf((price - WORTH.mean) / WORTH.sd);
const best = (demand: readonly number[]): number => {
  let found = 0;
  PRICES.forEach((price, i) => {
    if ((price - COST) * demand[i]! > (PRICES[found]! - COST) * demand[found]!) found = i;
  });
  return found;
};
const BEST = best(PRICES.map(demandAt));

interface Area {
  readonly offered: Float64Array;
  readonly bought: Float64Array;
}

/** Share that buys at each price. Where nothing was seen, as many as at the next price above that was tried: who buys dear would buy cheap, no more. */
function beliefs({ offered, bought }: Area): number[] {
  const belief = new Array<number>(PRICES.length).fill(0);
  let above = 0;
  for (let i = PRICES.length - 1; i >= 0; i--) {
    belief[i] = (bought[i]! + PRIOR * above) / (offered[i]! + PRIOR);
    if (offered[i]! > 0) above = belief[i]!;
  }
  return belief;
}

const emptyArea = (): Area => ({ offered: new Float64Array(PRICES.length), bought: new Float64Array(PRICES.length) });
const offersOf = ({ offered }: Area): number => offered.reduce((sum, n) => sum + n, 0);

class Seller implements LoopWorld {
  readonly #generator: Generator;
  readonly #lots: Lots;
  readonly #history: readonly Area[];
  readonly #customers = [CUSTOMERS, CUSTOMERS];
  #areas: Area[];
  #count: RecordCount;

  constructor(switches: Switches, generator: Generator) {
    this.#generator = generator;
    this.#lots = new Lots(switches);
    this.#history = [this.#offersFrom(0), this.#offersFrom(switches.audit ? 0 : DEAR_FROM)];
    this.#areas = this.#history.map(copyOf);
    this.#count = this.#countOf();
  }

  reset(): void {
    const half = (of: (area: Area) => Float64Array): Float64Array =>
      of(this.#history[0]!).map((value, i) => (value + of(this.#history[1]!)[i]!) / 2);
    this.#areas = [0, 1].map(() => ({ offered: half((area) => area.offered), bought: half((area) => area.bought) }));
    this.#count = this.#countOf();
  }

  #countOf(): RecordCount {
    return new RecordCount(this.#areas.reduce((sum, area) => sum + offersOf(area), 0));
  }

  #offersFrom(least: number): Area {
    const area = emptyArea();
    PRICES.forEach((price, at) => {
      for (let n = 0; n < FIRST_OFFERS && price >= least; n++) this.#offer(area, at);
    });
    return area;
  }

  #buys(at: number): boolean {
    return WORTH.mean + WORTH.sd * this.#generator.nextNormal() >= PRICES[at]!;
  }

  #offer(to: Area, at: number): void {
    to.offered[at]! += 1;
    to.bought[at]! += this.#buys(at) ? 1 : 0;
  }

  play(): RoundFigures {
    const belief = this.#areas.map(beliefs);
    const recordShare = shares(this.#areas.map(offersOf));
    const { ownShare } = this.#count;
    return {
      given: ([0, 1] as const).map((group) => this.#week(group, best(belief[group]!))),
      due: [PRICES[BEST]!, PRICES[BEST]!],
      believed: belief.map((of) => of[BEST]!),
      actual: [demandAt(PRICES[BEST]!), demandAt(PRICES[BEST]!)],
      recordShare,
      ownShare,
      effectiveNumber: null,
    };
  }

  /** Offers a price to everybody who comes to an area, and gives the mean of what was offered. */
  #week(group: 0 | 1, chosen: number): number {
    const visitors = Math.round(this.#customers[group]!);
    const area = this.#areas[group]!;
    let offered = 0;
    for (let n = 0; n < visitors; n++) {
      const draw = this.#lots.draw(this.#generator);
      const at = draw.byLot ? this.#generator.nextInteger(PRICES.length) : chosen;
      const isBought = this.#buys(at);
      offered += PRICES[at]!;
      this.#customers[group]! -= isBought ? 0 : LEAVE;
      if (!draw.teaches) continue;
      area.offered[at]! += 1;
      area.bought[at]! += isBought ? 1 : 0;
      this.#count.add(draw);
    }
    return visitors === 0 ? PRICES[chosen]! : offered / visitors;
  }
}

const copyOf = ({ offered, bought }: Area): Area => ({ offered: offered.slice(), bought: bought.slice() });

export const prices: LoopPreset = {
  name: 'prices',
  title: 'A price that is never offered is never known to be right',
  story:
    'A seller offers each area the price that earns most by what it saw there. Customers of both areas are ready to pay the same, but the second was offered 13 and more so far; for cheaper prices the seller assumes that as many would buy as at 13. So it never offers them, and those who find it too dear stay away.',
  source:
    'Rothschild, A two-armed bandit theory of market pricing, Journal of Economic Theory 1974; Keskin and Zeevi, Dynamic pricing with an unknown demand model, Operations Research 2014',
  groups: ['first area', 'second area'],
  round: 'week',
  rounds: 52,
  given: { name: 'Mean price offered', unit: 'number' },
  believed: { name: 'Share that would buy at the best price', unit: 'share' },
  dueIf: 'if the system knew the groups as they are',
  own: 'exist',
  changesGroups: false,
  interventions: {
    audit: 'the second area is offered all prices before the seller learns',
    exploration: 'this share of visitors is offered a price drawn by lot, and counts like the others',
    holdout: 'this share of visitors is offered a price drawn by lot, and the seller learns from these alone',
    reset: 'after so many weeks the seller begins again from its first records without the area',
  },
  propensityNeedsLot: false,
  begin: (switches, generator) => new Seller(switches, generator),
};
