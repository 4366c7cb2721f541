import type { Generator } from '../../../core/stats/index.js';
import type { LoopPreset, LoopWorld, RoundFigures, Switches } from '../play/index.js';
import { Lots, RecordCount } from './lots.js';
import { shares } from './shares.js';

/** What is played. The tests vary it. */
export interface PolicingWorld {
  /** Chance that a patrol in a district finds something. */
  readonly finds: readonly [number, number];
  /** Records at the beginning. */
  readonly history: readonly [number, number];
  readonly patrols: number;
}

const WORLD: PolicingWorld = { finds: [0.3, 0.25], history: [30, 10], patrols: 50 };
const EVEN = 0.5;

/**
 * Patrols go to districts in proportion to the records of each, and make the next records: an urn from which a ball is drawn and put back
 * with another of its colour. With equal districts the share of one ends at a number drawn from Beta(history), whatever the truth is.
 */
export class Patrols implements LoopWorld {
  readonly #world: PolicingWorld;
  readonly #switches: Switches;
  readonly #generator: Generator;
  readonly #lots: Lots;
  #records: number[] = [];
  #count = new RecordCount(0);

  constructor(world: PolicingWorld, switches: Switches, generator: Generator) {
    this.#world = world;
    this.#switches = switches;
    this.#generator = generator;
    this.#lots = new Lots(switches);
    this.#begin(switches.audit);
  }

  reset(): void {
    this.#begin(true);
  }

  #begin(isEven: boolean): void {
    const [first, second] = this.#world.history;
    const half = (first + second) / 2;
    this.#records = isEven ? [half, half] : [first, second];
    this.#count = new RecordCount(first + second);
  }

  play(): RoundFigures {
    const believed = shares(this.#records);
    const { share } = this.#lots;
    const given = believed.map((own) => (1 - share) * own + share * EVEN);
    const due = shares(this.#world.finds);
    const { ownShare } = this.#count;
    for (let patrol = 0; patrol < this.#world.patrols; patrol++) this.#send(believed, given);
    return { given, due, believed, actual: due, recordShare: believed, ownShare, effectiveNumber: null };
  }

  #send(believed: readonly number[], chance: readonly number[]): void {
    const draw = this.#lots.draw(this.#generator);
    const to = this.#generator.nextUniform() < (draw.byLot ? EVEN : believed[0]!) ? 0 : 1;
    const isFound = this.#generator.nextUniform() < this.#world.finds[to];
    if (!isFound || !draw.teaches) return;
    // In the held out share both districts have the same chance, so nothing is left to weigh.
    const isWeighed = this.#switches.propensity && !draw.heldOut;
    this.#records[to]! += isWeighed ? EVEN / chance[to]! : 1;
    this.#count.add(draw);
  }
}

export const policing: LoopPreset = {
  name: 'policing',
  title: 'Patrols make records, records send patrols',
  story:
    'Patrols are shared out between two districts by the records of each. What a patrol finds becomes a record; where nobody is sent, nothing is found. The districts differ little (a patrol finds something in 30 and in 25 of 100 cases), but the records begin at three to one.',
  source:
    'Lum and Isaac, To predict and serve?, Significance 2016; Ensign et al., Runaway feedback loops in predictive policing, FAT* 2018',
  groups: ['first district', 'second district'],
  round: 'week',
  rounds: 104,
  given: { name: 'Share of patrols', unit: 'share' },
  believed: { name: 'Share of incidents', unit: 'share' },
  dueIf: 'if the system knew the groups as they are',
  own: 'exist',
  changesGroups: false,
  interventions: {
    audit: 'the records begin at one to one',
    exploration: 'this share of patrols goes to either district with the same chance',
    propensity: 'a record counts with one over the chance that a patrol was sent there',
    holdout: 'this share of patrols goes to either district with the same chance, and only what they find is recorded',
    reset: 'after so many weeks the records begin at one to one again',
  },
  propensityNeedsLot: false,
  begin: (switches, generator) => new Patrols(WORLD, switches, generator),
};
