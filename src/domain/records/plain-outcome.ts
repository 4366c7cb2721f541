import { MOST_POSITIONS } from '../../core/fairness/outcomes/index.js';
import { type DeclaredOutcome, declaredWords } from '../../core/policy/sections/index.js';

const DOT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
const ONE = 0x31;
const NINE = 0x39;
/** An amount of at most so many digits is below 2^43 smallest parts whatever their unit, so that its value need not be looked at. */
const MAX_DIGITS = 12;
/** Digits of the largest number of candidates. */
const COUNT_DIGITS = String(MOST_POSITIONS).length;

/** What the outcome of a plain record is: a number, a text, or null. */
export const OUTCOME = { number: 0, text: 1, nothing: 2 } as const;

/** A stretch of the body; `start` is -1 where the record has no such field. */
export interface Stretch {
  start: number;
  stop: number;
}

/** The fields of a record that its deployment's declaration is about. */
export interface PlainOutcome {
  readonly kind: number;
  readonly value: Stretch;
  readonly unit: Stretch;
  readonly stage: Stretch;
  readonly case: Stretch;
  readonly list: Stretch;
  readonly listSize: Stretch;
}

/** Whether an outcome is what a deployment declares, as far as a look at its bytes tells; any other is left to the full reader. */
export type OutcomeCheck = (bytes: Uint8Array, outcome: PlainOutcome) => boolean;

/**
 * The check of the outcomes of a deployment. Whatever it accepts `checkOutcome` accepts.
 *
 * @param declared what the deployment decides; undefined for 0 or 1
 */
export function outcomeCheck(declared: DeclaredOutcome | undefined): OutcomeCheck {
  switch (declared?.type) {
    case 'amount': {
      const unit = wordSet([declared.unit]);
      return (bytes, one) =>
        isAlone(one, 'unit') &&
        (one.unit.start < 0 || unit(bytes, one.unit)) &&
        (isNothing(one, declared.none) || isAmount(bytes, one, declared.decimals));
    }
    case 'ordered':
    case 'class': {
      const words = wordSet(declaredWords(declared));
      return (bytes, one) =>
        isAlone(one, null) && (isNothing(one, declared.none) || (one.kind === OUTCOME.text && words(bytes, one.value)));
    }
    case 'stages': {
      const stages = wordSet(declared.stages);
      return (bytes, one) =>
        one.unit.start < 0 && !isListed(one) && one.stage.start >= 0 && stages(bytes, one.stage) && isBit(bytes, one);
    }
    case 'ranking':
      return (bytes, one) =>
        isOfNoCase(one) &&
        one.unit.start < 0 &&
        one.list.start >= 0 &&
        one.listSize.start >= 0 &&
        isCount(bytes, one.listSize) &&
        (one.kind === OUTCOME.nothing || (one.kind === OUTCOME.number && isCount(bytes, one.value)));
    default: {
      const none = declared?.none === true;
      return (bytes, one) => isAlone(one, null) && (isBit(bytes, one) || isNothing(one, none));
    }
  }
}

/** Whether the record has none of the fields that belong to other declarations. */
const isAlone = (one: PlainOutcome, allowed: 'unit' | null): boolean =>
  (allowed === 'unit' || one.unit.start < 0) && isOfNoCase(one) && !isListed(one);

const isOfNoCase = ({ stage, case: name }: PlainOutcome): boolean => stage.start < 0 && name.start < 0;

const isListed = ({ list, listSize }: PlainOutcome): boolean => list.start >= 0 || listSize.start >= 0;

const isNothing = ({ kind }: PlainOutcome, none: boolean): boolean => none && kind === OUTCOME.nothing;

function isBit(bytes: Uint8Array, { kind, value }: PlainOutcome): boolean {
  const digit = bytes[value.start];
  return kind === OUTCOME.number && value.stop - value.start === 1 && (digit === ZERO || digit === ONE);
}

/** A whole number of at least 1 and no more than a list has candidates, written as digits alone. */
function isCount(bytes: Uint8Array, { start, stop }: Stretch): boolean {
  if (stop - start > COUNT_DIGITS) return false;
  let value = 0;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at]!;
    if (byte < ZERO || byte > NINE) return false;
    value = value * 10 + (byte - ZERO);
  }
  return value >= 1 && value <= MOST_POSITIONS;
}

/** A number without sign or exponent, of few digits and no more decimals than the unit has. */
function isAmount(bytes: Uint8Array, { kind, value: { start, stop } }: PlainOutcome, decimals: number): boolean {
  if (kind !== OUTCOME.number || bytes[start] === MINUS) return false;
  let point = stop;
  for (let at = start; at < stop; at++) {
    const byte = bytes[at]!;
    if (byte === DOT) point = at;
    else if (byte < ZERO || byte > NINE) return false;
  }
  const shown = point === stop ? 0 : stop - point - 1;
  return shown <= decimals && point - start + decimals <= MAX_DIGITS;
}

/** Whether some bytes spell one of these words. */
function wordSet(words: readonly string[]): (bytes: Uint8Array, stretch: Stretch) => boolean {
  const encoder = new TextEncoder();
  const byLength = new Map<number, Uint8Array[]>();
  for (const word of words) {
    const spelt = encoder.encode(word);
    byLength.set(spelt.length, [...(byLength.get(spelt.length) ?? []), spelt]);
  }
  return (bytes, { start, stop }) => {
    const alike = byLength.get(stop - start);
    return alike?.some((word) => spells(bytes, start, word)) ?? false;
  };
}

function spells(bytes: Uint8Array, start: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
  return true;
}
