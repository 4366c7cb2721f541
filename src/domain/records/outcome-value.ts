import { decimalOf } from '../../core/base/exact-json.js';
import { isTooLarge } from '../../core/fairness/outcomes/amount/index.js';
import { MOST_POSITIONS, MOST_RELEVANCE } from '../../core/fairness/outcomes/index.js';
import {
  type DeclaredAmount,
  type DeclaredOutcome,
  type DeclaredStages,
  declaredWords,
} from '../../core/policy/sections/index.js';
import { RecordFault } from './codes.js';
import { invalid, typeOf } from './invalid.js';
import type { JsonObject } from './read-object.js';
import type { WrittenField } from './written-number.js';

/** Most declared words that a message lists. */
const LISTED = 12;

/** What the outcome or the label of a record is held against. */
export interface OutcomeContext {
  /** What the deployment decides; undefined where it declares nothing and decides 0 or 1. */
  readonly declared: DeclaredOutcome | undefined;
  /** Gives the number of a field as it was written; null where no plain number stands there. */
  readonly written: (field: WrittenField) => string | null;
}

/**
 * Checks the outcome or the label of a record by what its deployment decides. Throws `RecordFault`.
 *
 * @example checkOutcome({ outcome: 1250.5 }, 'outcome', { declared: { type: 'amount', unit: 'USD', decimals: 2, none: false }, written: () => '1250.5' })
 */
export function checkOutcome(record: JsonObject, field: WrittenField, { declared, written }: OutcomeContext): void {
  const value = record[field];
  const wanted = wantedOf(declared, field);
  if (value === null && field === 'outcome' && declared !== undefined) {
    demandNone(declared, wanted);
    return;
  }
  switch (declared?.type) {
    case 'amount':
      if (record.unit !== undefined) checkUnit(record.unit, declared);
      if (typeof value !== 'number') throw invalid(field, value, wanted);
      checkAmount(written(field), field, declared);
      return;
    case 'ordered':
    case 'class':
      demandWord(value, field, declared);
      return;
    case 'stages':
      if (field === 'label') throw noLabelOfStages();
      if (value !== 0 && value !== 1) throw invalid(field, value, wanted);
      return;
    case 'ranking':
      demandRanked(value, field, wanted);
      return;
    default:
      if (value !== 0 && value !== 1) throw invalid(field, value, wanted);
  }
}

function demandWord(
  value: unknown,
  field: WrittenField,
  declared: Extract<DeclaredOutcome, { type: 'ordered' | 'class' }>,
): void {
  const wanted = wantedOf(declared, field);
  if (typeof value !== 'string') throw invalid(field, value, wanted);
  if (!declaredWords(declared).includes(value))
    throw new RecordFault('RECORD_FIELD_INVALID', `"${field}" is a text that was never declared; give ${wanted}`);
}

const noLabelOfStages = (): RecordFault =>
  new RecordFault(
    'RECORD_FIELD_INVALID',
    '"label" is of no use: a stage is passed or not, and audits read no label of it',
  );

/** Takes a position, or as a label what the candidate was worth. */
function demandRanked(value: unknown, field: WrittenField, wanted: string): void {
  const isRight = field === 'label' ? isRelevance(value) : isUpTo(value, MOST_POSITIONS);
  if (!isRight) throw invalid(field, value, wanted);
}

/** Takes null for nothing decided only where the deployment says that there is such a thing. */
function demandNone(declared: DeclaredOutcome, wanted: string): void {
  // Of a ranking it says that a candidate was in the list and not shown.
  if (declared.none || declared.type === 'ranking') return;
  const remedy =
    declared.type === 'stages'
      ? `give ${wanted}, and send no record for who went away`
      : `declare it with the deployment, as \`none: true\` under outcome, or give ${wanted}`;
  throw new RecordFault('RECORD_FIELD_INVALID', `"outcome" is null, which says that nothing was decided; ${remedy}`);
}

/** Checks where in its process a decision stands. Throws `RecordFault`. */
export function checkStage({ stage }: JsonObject, { stages }: DeclaredStages): void {
  const wanted = `one of the stages of the deployment: ${listed(stages)}`;
  if (typeof stage !== 'string') throw invalid('stage', stage, wanted);
  if (!stages.includes(stage))
    throw new RecordFault('RECORD_FIELD_INVALID', `"stage" is a text that was never declared; give ${wanted}`);
}

/** Checks in which list a candidate is, and how many are in it, shown or not. Throws `RecordFault`. */
export function checkListSize({ listSize }: JsonObject): void {
  if (!isUpTo(listSize, MOST_POSITIONS))
    throw invalid(
      'listSize',
      listSize,
      `the number of candidates of the list, shown or not, from 1 to ${MOST_POSITIONS}`,
    );
}

const isUpTo = (value: unknown, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;

const isRelevance = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= MOST_RELEVANCE;

/** What a field of outcomes may be, in words. */
function wantedOf(declared: DeclaredOutcome | undefined, field: WrittenField): string {
  switch (declared?.type) {
    case 'amount':
      return `the amount in ${declared.unit} as a JSON number, without unit or thousands separators, such as 1250.5`;
    case 'ordered':
      return `one of the levels of the deployment: ${listed(declared.levels)}`;
    case 'class':
      return `one of the classes of the deployment: ${listed(declared.classes)}`;
    case 'stages':
      return '1 where the stage was passed, 0 where it was not';
    case 'ranking':
      return field === 'label'
        ? `what the candidate was worth, a number from 0 to ${MOST_RELEVANCE}`
        : `the position, a whole number from 1 to ${MOST_POSITIONS}, or null for a candidate who was not shown`;
    default:
      return '0 or 1';
  }
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, LISTED).map((word) => JSON.stringify(word));
  const more = words.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}

/**
 * Holds an amount against its unit by its decimal text, because a double could hide a fraction of the smallest part. Whatever passes has at
 * most 13 digits, which a double holds exactly.
 */
function checkAmount(text: string | null, field: WrittenField, { unit, decimals }: DeclaredAmount): void {
  if (text === null)
    throw new RecordFault('RECORD_FIELD_INVALID', `the key "${field}" is written with escapes; write it plainly`);
  const value = Number(text);
  if (value < 0)
    throw new RecordFault('RECORD_FIELD_INVALID', `"${field}" is below 0; an amount in ${unit} is 0 or more`);
  if (isTooLarge(value, decimals))
    throw new RecordFault(
      'RECORD_FIELD_INVALID',
      `"${field}" is too large for an amount in ${unit}; send it in a larger unit`,
    );
  if (value !== 0 && -decimalOf(text).exponent > decimals)
    throw new RecordFault(
      'RECORD_FIELD_INVALID',
      `"${field}" has more than the ${decimals} decimals that the deployment declares for ${unit}; round it before it is decided on`,
    );
}

/** A unit in a record says nothing new; it is there so that an amount in another currency is refused. */
function checkUnit(unit: unknown, declared: DeclaredAmount): void {
  if (unit === declared.unit) return;
  const is = typeof unit === 'string' ? 'another unit' : typeOf(unit);
  throw new RecordFault(
    'RECORD_FIELD_INVALID',
    `"unit" is ${is}, but the amounts of this deployment are in ${declared.unit}; convert the amount, or send it to a deployment of its own`,
  );
}
