import { createGenerator } from '../../../core/stats/index.js';
import type { DecisionRecord, LabelRecord } from '../../client/index.js';

/** One person of the sample. Which of the people behind a line of counts it is, cannot be known and does not matter. */
export interface Person {
  /** Place in the file, from 0, which identifies the person in every run. */
  readonly number: number;
  readonly attributes: { readonly race: string; readonly sex: string; readonly age_cat: string };
  readonly decile: number;
  readonly reoffended: 0 | 1;
}

const COLUMNS = 'race,sex,age_cat,decile_score,reoffended,n';
/** Seed of a fixed order, because the order of the file would send one group after the other. */
const ORDER_SEED = 'tribune sample stream';
/** Cutoff: the tool calls decile 5 and above medium or high risk, as in examples/compas/policy.yaml. */
export const CUTOFF = 5;
export const DEPLOYMENT = 'compas/prod';
/** Where all of them were decided about. */
export const PLACE = 'US-FL';
/** Beginning of a UUID of version 8 (RFC 9562 section 5.8) that only the sample has; the number of the person follows. */
const ID_PREFIX = 'c0a3a500-5a3b-8000-8000-';

/** The counts of `people.csv`, with each line expanded to its people, in an order that is the same in every run. */
export function samplePeople(csv: string): Person[] {
  const [header, ...lines] = csv.trimEnd().split('\n');
  if (header !== COLUMNS) throw new RangeError(`the sample has the columns ${header}, not ${COLUMNS}`);
  const people: Person[] = [];
  for (const line of lines) {
    const [race, sex, ageCategory, decile, reoffended, n] = line.split(',') as [string, string, string, ...string[]];
    const one = {
      attributes: { race, sex, age_cat: ageCategory },
      decile: Number(decile),
      reoffended: reoffended === '1' ? 1 : 0,
    } as const;
    for (let i = 0; i < Number(n); i++) people.push({ number: people.length, ...one });
  }
  return shuffled(people);
}

/** A shuffled copy (Fisher and Yates). */
function shuffled(people: Person[]): Person[] {
  const generator = createGenerator(ORDER_SEED);
  for (let i = people.length - 1; i > 0; i--) {
    const other = generator.nextInteger(i + 1);
    [people[i], people[other]] = [people[other]!, people[i]!];
  }
  return people;
}

export const decisionId = ({ number }: Person): string => `${ID_PREFIX}${number.toString(16).padStart(12, '0')}`;

export const subjectOf = ({ number }: Person): string => `compas-${number}`;

/** The decision as a producer would send it: a person at or above the cutoff was flagged. */
export const decisionOf = (
  person: Person,
  decidedAt: Date,
  version: string | undefined,
): DecisionRecord & { readonly id: string } => ({
  id: decisionId(person),
  decidedAt: decidedAt.toISOString(),
  deployment: DEPLOYMENT,
  ...(version === undefined ? {} : { version }),
  subject: subjectOf(person),
  score: person.decile,
  outcome: person.decile >= CUTOFF ? 1 : 0,
  // What a reader of a case is shown of the person. The tool knew more, which the published data do not hold.
  inputs: { sex: person.attributes.sex, age_cat: person.attributes.age_cat },
  attributes: person.attributes,
  jurisdiction: PLACE,
});

/** What came of a person, as it is told to have become known. */
export const labelOf = (person: Person, knownAt: Date): LabelRecord => ({
  decision: decisionId(person),
  label: person.reoffended,
  knownAt: knownAt.toISOString(),
});
