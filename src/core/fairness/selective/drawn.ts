import { agree, counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { placeOf } from '../tally/groups.js';
import type { GroupKey, Tally } from '../tally/types.js';
import { type CellChance, chancesOf, type Exploration, explorationColumn } from './chances.js';

/** Sums over people whose label was drawn, each counted by one over the chance. */
export interface DrawnSums {
  /** People, of them with label 1. */
  readonly people: number;
  readonly positives: number;
  /** Sums of 1/p over all of them and over those with label 1, and of 1/p². */
  readonly weight: number;
  readonly weightPositives: number;
  readonly squares: number;
  readonly squaresPositives: number;
}

/** The people of a group by what is known of their label. */
export interface DrawnGroup {
  readonly key: GroupKey;
  /** People with the prediction whose labels are seen; of them with a label, and with label 1. */
  readonly decided: number;
  readonly labelled: number;
  readonly positives: number;
  /** People with the other prediction. */
  readonly others: number;
  /** Those of them who had no chance to be labelled, and have no label. */
  readonly never: number;
  /** Those of them who have a label that the lot did not give. */
  readonly notByLot: number;
  readonly drawn: DrawnSums;
  /** Sum of (1 - p) / p over the others who had a chance: the variance of the sum of 1/p of the drawn; and the largest 1/p. */
  readonly lotVariance: number;
  readonly largestWeight: number;
}

interface Counter {
  decided: number;
  labelled: number;
  positives: number;
  others: number;
  never: number;
  notByLot: number;
  lotVariance: number;
  largestWeight: number;
  drawn: { -readonly [Name in keyof DrawnSums]: number };
}

export interface DrawnOptions {
  readonly seenFor: 0 | 1;
  readonly exploration: Exploration;
  readonly decimal: 'point' | 'comma';
}

/**
 * The groups of a tally with the people whose label was drawn by lot, from the chances that its cells carry.
 *
 * @param tally carries the column of the exploration among its attributes; rows count once or by whole weights
 * @throws TribuneError DATA_VALUE_INVALID for a chance that is none, for a label without a chance, and for a person with the seen prediction whose chance is below 1
 */
export function drawnGroups(tally: Tally, by: readonly string[], options: DrawnOptions): DrawnGroup[] {
  const places = by.map((name) => placeOf(tally, name));
  const chanceOf = chancesOf(tally, options.exploration, options.decimal);
  const found = new Map<string, { key: GroupKey; counter: Counter }>();
  for (const cell of tally.cells) {
    const values = places.map((place) => cell.values[place] ?? null);
    const id = JSON.stringify(values);
    let group = found.get(id);
    if (group === undefined) {
      group = { key: Object.fromEntries(by.map((name, i) => [name, values[i]!])), counter: emptyCounter() };
      found.set(id, group);
    }
    const people = Number(cell.weight);
    const chance = chanceOf(cell);
    if (cell.prediction === options.seenFor) addDecided(group.counter, cell.label, people, chance, options);
    else addOther(group.counter, cell.label, people, chance, options);
  }
  return [...found.values()].map(({ key, counter }) => ({ key, ...counter }));
}

const emptyCounter = (): Counter => ({
  decided: 0,
  labelled: 0,
  positives: 0,
  others: 0,
  never: 0,
  notByLot: 0,
  lotVariance: 0,
  largestWeight: 0,
  drawn: { people: 0, positives: 0, weight: 0, weightPositives: 0, squares: 0, squaresPositives: 0 },
});

function addDecided(
  counter: Counter,
  label: 0 | 1 | null,
  people: number,
  { chance }: CellChance,
  { exploration, seenFor }: DrawnOptions,
): void {
  if ('probability' in exploration && chance > 0 && chance < 1)
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `${counted(people, 'person')} with prediction ${seenFor} ${agree(people, 'has', 'have')} a chance of ${chance} in column ${exploration.probability}, although labels of that prediction are always seen`,
      {
        remedy: 'Bind data.prediction to what the rule said before the lot, not to what was done after it.',
        place: { name: exploration.probability },
      },
    );
  counter.decided += people;
  if (label === null) return;
  counter.labelled += people;
  if (label === 1) counter.positives += people;
}

function addOther(
  counter: Counter,
  label: 0 | 1 | null,
  people: number,
  { chance, byLot }: CellChance,
  { exploration }: DrawnOptions,
): void {
  counter.others += people;
  if (chance > 0) {
    counter.lotVariance += (people * (1 - chance)) / chance;
    counter.largestWeight = Math.max(counter.largestWeight, 1 / chance);
  }
  if (label === null) {
    if (chance === 0) counter.never += people;
    return;
  }
  if (!byLot) {
    counter.notByLot += people;
    return;
  }
  if (chance === 0)
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `${counted(people, 'person')} ${agree(people, 'has', 'have')} a label, and no chance above 0 to be labelled in column ${explorationColumn(exploration)}`,
      {
        remedy:
          'Record the chance with which each label was to be seen; a label that came otherwise counts for nobody else.',
        place: { name: explorationColumn(exploration)! },
      },
    );
  const { drawn } = counter;
  const weight = people / chance;
  const square = weight / chance;
  drawn.people += people;
  drawn.weight += weight;
  drawn.squares += square;
  if (label === 0) return;
  drawn.positives += people;
  drawn.weightPositives += weight;
  drawn.squaresPositives += square;
}

/** How far the sum of 1/p of the drawn lies from the number of people who had a chance. */
export interface LotCheck {
  /** In standard deviations of the lot; null where there is nobody, or everybody was sure to be drawn. */
  readonly deviation: number | null;
  /** Whether true chances, and a label of everybody drawn, would lead so far away in fewer than one of 10,000 lots. */
  readonly isUnlikely: boolean;
}

/** Chance, on both sides together, below which a sum is called unlikely. */
const UNLIKELY = 1e-4;

/**
 * Holds the drawn against their recorded chances: the sum of 1/p should be about the number of people who had one. What is unlikely is bounded for every sample
 * size by Bernstein's inequality (1927), because a few people with a small chance make the sum far from normal.
 *
 * @example checkLot(group).isUnlikely // true where half the drawn labels are missing
 */
export function checkLot({ others, never, drawn, lotVariance, largestWeight }: DrawnGroup): LotCheck {
  if (!(lotVariance > 0)) return { deviation: null, isUnlikely: false };
  const away = drawn.weight - (others - never);
  const log = Math.log(2 / UNLIKELY);
  const linear = (largestWeight * log) / 3;
  return {
    deviation: away / Math.sqrt(lotVariance),
    isUnlikely: Math.abs(away) > linear + Math.sqrt(linear ** 2 + 2 * lotVariance * log),
  };
}

/** Several groups as one. */
export function joinedDrawn(groups: readonly DrawnGroup[], key: GroupKey): DrawnGroup {
  const counter = emptyCounter();
  for (const group of groups) {
    for (const name of ['decided', 'labelled', 'positives', 'others', 'never', 'notByLot', 'lotVariance'] as const)
      counter[name] += group[name];
    counter.largestWeight = Math.max(counter.largestWeight, group.largestWeight);
    for (const name of Object.keys(counter.drawn) as (keyof DrawnSums)[]) counter.drawn[name] += group.drawn[name];
  }
  return { key, ...counter };
}
