import { type Generator, normalCdf } from '../../../core/stats/index.js';
import type { LoopPreset, LoopWorld, RoundFigures, Switches } from '../play/index.js';
import { Lots, RecordCount } from './lots.js';
import { shares } from './shares.js';

const POSTS = [1600, 400] as const;
/** Share of posts of both groups that break the rules. */
const VIOLATING = 0.05;
const FIRST_POSTS = [4000, 1000] as const;
/** The text of a post is Normal(0, 1) where it is fine and Normal(1.5, 1) where it breaks the rules. */
const DISTANCE = 1.5;
/** From this chance on a post goes to a reviewer. */
const CUTOFF = 0.15;
/** Chance that users report a post that breaks the rules. */
const REPORTED = 0.9;
/** Chance that a reviewer confirms a post that breaks the rules, and one that is fine, by group. */
const CONFIRMED = 0.95;
const MISREAD = [0.05, 0.4] as const;
const CAREFUL = 0.05;

/** The text from which on a post is flagged, where the group is believed to break the rules at this rate: Bayes' rule for two normals. */
function flaggedFrom(rate: number): number {
  const logit = (p: number): number => Math.log(p / (1 - p));
  return (logit(CUTOFF) - logit(rate)) / DISTANCE + DISTANCE / 2;
}

/** Share of fine posts that are removed, at a belief and with reviewers who confirm so many of them. */
const removedFine = (rate: number, confirms: number): number => (1 - normalCdf(flaggedFrom(rate))) * confirms;

interface Post {
  readonly group: 0 | 1;
  readonly isBad: boolean;
  readonly isFlagged: boolean;
}

class Moderators implements LoopWorld {
  readonly #switches: Switches;
  readonly #generator: Generator;
  readonly #lots: Lots;
  #posts: number[] = [];
  #bad: number[] = [];
  #count = new RecordCount(0);

  constructor(switches: Switches, generator: Generator) {
    this.#switches = switches;
    this.#generator = generator;
    this.#lots = new Lots(switches);
    this.reset();
  }

  reset(): void {
    this.#posts = [...FIRST_POSTS];
    this.#bad = FIRST_POSTS.map((n) => n * VIOLATING);
    this.#count = new RecordCount(FIRST_POSTS[0] + FIRST_POSTS[1]);
  }

  play(): RoundFigures {
    const believed = this.#posts.map((n, group) => this.#bad[group]! / n);
    const recordShare = shares(this.#posts);
    const { ownShare } = this.#count;
    const removed = ([0, 1] as const).map((group) => this.#week(group, flaggedFrom(believed[group]!)));
    return {
      given: removed,
      due: POSTS.map(() => removedFine(VIOLATING, CAREFUL)),
      believed,
      actual: POSTS.map(() => VIOLATING),
      recordShare,
      ownShare,
      effectiveNumber: null,
    };
  }

  /** Reads the posts of a week and gives the share of the fine ones that were removed. */
  #week(group: 0 | 1, from: number): number {
    let [fine, removed] = [0, 0];
    for (let i = 0; i < POSTS[group]; i++) {
      const isBad = this.#generator.nextUniform() < VIOLATING;
      const isFlagged = this.#generator.nextNormal() + (isBad ? DISTANCE : 0) >= from;
      const isRemoved = this.#read({ group, isBad, isFlagged });
      fine += isBad ? 0 : 1;
      removed += !isBad && isRemoved ? 1 : 0;
    }
    return removed / fine;
  }

  #read({ group, isBad, isFlagged }: Post): boolean {
    const draw = this.#lots.draw(this.#generator);
    const isReported = this.#generator.nextUniform() < REPORTED && isBad;
    const isRead = isFlagged || isReported || draw.byLot;
    const misread = draw.heldOut || this.#switches.audit ? CAREFUL : MISREAD[group];
    const isConfirmed = this.#generator.nextUniform() < (isBad ? CONFIRMED : misread) && isRead;
    const isWeighed = this.#switches.propensity && !draw.heldOut;
    // Without weights a post that nobody read counts as fine.
    if (!draw.teaches || (isWeighed && !isRead)) return isConfirmed && isRead;
    const weight = isWeighed && !isFlagged && !isReported ? 1 / this.#lots.share : 1;
    this.#posts[group]! += weight;
    this.#bad[group]! += isConfirmed ? weight : 0;
    // What users reported is read whatever the system does.
    this.#count.add({ byLot: draw.byLot || isReported });
    return isConfirmed;
  }
}

export const moderation: LoopPreset = {
  name: 'moderation',
  title: 'What is flagged is read, and read as what it was flagged for',
  story:
    'A system flags posts by their text and by how often posts of the same dialect broke the rules; people read what is flagged or reported and confirm it or not, and what nobody read counts as fine. Five in a hundred posts break the rules in both dialects, and the system begins with that. But posts of the second dialect that are fine are misread in two of five cases, in the first in one of twenty.',
  source: 'Sap et al., The risk of racial bias in hate speech detection, ACL 2019',
  groups: ['first dialect', 'second dialect'],
  round: 'week',
  rounds: 52,
  given: { name: 'Share of fine posts removed', unit: 'share' },
  believed: { name: 'Share of posts that break the rules', unit: 'share' },
  dueIf: 'if the system knew both dialects as they are, and both were read alike',
  own: 'say what they say',
  changesGroups: false,
  interventions: {
    audit: 'reviewers learn to read the second dialect as well as the first',
    exploration: 'this share of posts is read whatever was flagged, by the same reviewers',
    propensity: 'what nobody read is not recorded, and what was drawn by lot counts with one over its chance',
    holdout:
      'this share of posts is read by people who see neither author nor flag, and the system learns from these alone',
    reset: 'after so many weeks both dialects begin with the same share',
  },
  propensityNeedsLot: true,
  begin: (switches, generator) => new Moderators(switches, generator),
};
