import type { Generator } from '../../../core/stats/index.js';
import type { LoopPreset, LoopWorld, RoundFigures, Switches } from '../play/index.js';
import { RecordCount } from './lots.js';
import { shares } from './shares.js';

const APPLICANTS = 500;
const SEEN = 100;
const HIRED = 50;
/** Share of applicants of the institution whose graduates were hired before. */
const KNOWN_SHARE = 0.7;
const TEST_NOISE = 0.7;
const INTERVIEW_NOISE = 0.5;
/** Applicants and hires of each institution so far. */
const HISTORY = { applied: [700, 60], hired: [140, 6] } as const;
const ALL_APPLIED = HISTORY.applied[0] + HISTORY.applied[1];
const EVEN_RATE = (HISTORY.hired[0] + HISTORY.hired[1]) / ALL_APPLIED;

interface Applicant {
  readonly institution: 0 | 1;
  readonly test: number;
  readonly interview: number;
}

function applicants(generator: Generator): Applicant[] {
  return Array.from({ length: APPLICANTS }, () => {
    const institution = generator.nextUniform() < KNOWN_SHARE ? 0 : 1;
    const skill = generator.nextNormal();
    const test = skill + TEST_NOISE * generator.nextNormal();
    return { institution, test, interview: skill + INTERVIEW_NOISE * generator.nextNormal() };
  });
}

const rate = (hired: number, applied: number): number => (hired + 1) / (applied + 2);
const best = <T>(of: readonly T[], n: number, by: (one: T) => number): T[] =>
  [...of].sort((a, b) => by(b) - by(a)).slice(0, n);

function ratesOf(chosen: readonly Applicant[], all: readonly Applicant[]): number[] {
  return [0, 1].map((institution) => {
    const of = (some: readonly Applicant[]): number => some.filter((one) => one.institution === institution).length;
    return of(chosen) / Math.max(1, of(all));
  });
}

class Recruiting implements LoopWorld {
  readonly #switches: Switches;
  readonly #generator: Generator;
  #applied: number[] = [];
  #hired: number[] = [];
  #count = new RecordCount(ALL_APPLIED);

  constructor(switches: Switches, generator: Generator) {
    this.#switches = switches;
    this.#generator = generator;
    this.#begin(switches.audit);
  }

  reset(): void {
    this.#begin(true);
  }

  #begin(isEven: boolean): void {
    this.#applied = [...HISTORY.applied];
    this.#hired = isEven ? HISTORY.applied.map((n) => EVEN_RATE * n) : [...HISTORY.hired];
    this.#count = new RecordCount(ALL_APPLIED);
  }

  play(): RoundFigures {
    const believed = this.#applied.map((applied, institution) => rate(this.#hired[institution]!, applied));
    const people = applicants(this.#generator);
    const { ranked, byLot, chance } = this.#recommend(people, believed);
    const chosen = new Set(best([...ranked, ...byLot], HIRED, (one) => one.interview));
    const figures = {
      given: ratesOf([...ranked, ...byLot], people),
      due: ratesOf(
        best(people, SEEN, (one) => one.test),
        people,
      ),
      believed,
      actual: ratesOf(
        best(people, HIRED, (one) => one.interview),
        people,
      ),
      recordShare: shares(this.#applied),
      ownShare: this.#count.ownShare,
      effectiveNumber: null,
    };
    for (const one of this.#recorded(people, ranked, byLot)) {
      const isLot = byLot.has(one);
      const weight = this.#switches.propensity && this.#switches.holdout === 0 && isLot ? 1 / chance : 1;
      this.#applied[one.institution]! += weight;
      this.#hired[one.institution]! += chosen.has(one) ? weight : 0;
      this.#count.add({ byLot: isLot });
    }
    return figures;
  }

  /** The best by belief, and some of the rest by lot, each with the same chance. */
  #recommend(people: readonly Applicant[], believed: readonly number[]) {
    const n = Math.round((this.#switches.exploration + this.#switches.holdout) * SEEN);
    const score = (one: Applicant): number => one.test + Math.log(believed[one.institution]!);
    const ranked = new Set(best(people, SEEN - n, score));
    const rest = people.filter((one) => !ranked.has(one));
    const byLot = new Set<Applicant>();
    while (byLot.size < n) byLot.add(rest[this.#generator.nextInteger(rest.length)]!);
    return { ranked, byLot, chance: n / rest.length };
  }

  /** Whom the system learns from. Without weights whoever was not seen stands in the records as not hired. */
  #recorded(
    people: readonly Applicant[],
    ranked: ReadonlySet<Applicant>,
    byLot: ReadonlySet<Applicant>,
  ): Iterable<Applicant> {
    const { holdout, propensity } = this.#switches;
    if (holdout > 0) return [...byLot].slice(0, Math.round(holdout * SEEN));
    return propensity ? [...ranked, ...byLot] : people;
  }
}

export const hiring: LoopPreset = {
  name: 'hiring',
  title: 'Only those who are recommended can be hired',
  story:
    'A system recommends 100 of 500 applicants by a test and by how often graduates of their institution were hired before; recruiters see the recommended alone and hire the best 50 after an interview. Graduates of both institutions are equally skilled, but few of the new one were hired so far. Who is not recommended stands in the records as not hired.',
  source: 'Bogen and Rieke, Help wanted, Upturn 2018; Li, Raymond and Bergman, Hiring as exploration, NBER 27736',
  groups: ['known institution', 'new institution'],
  round: 'month',
  rounds: 36,
  given: { name: 'Share recommended', unit: 'share' },
  believed: { name: 'Share hired', unit: 'share' },
  dueIf: 'if the system knew the groups as they are',
  own: 'say what they say',
  changesGroups: false,
  interventions: {
    audit: 'the records begin with the same share of hires for both institutions',
    exploration: 'this share of the recommendations is drawn by lot, and recorded like the others',
    propensity: 'who was not seen is not recorded, and who was drawn by lot counts with one over her chance',
    holdout: 'this share of the recommendations is drawn by lot, and the system learns from these alone',
    reset: 'after so many months both institutions begin with the same share of hires',
  },
  propensityNeedsLot: true,
  begin: (switches, generator) => new Recruiting(switches, generator),
};
