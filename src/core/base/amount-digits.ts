/** Amounts of at least this much are shown in whole units: nobody judges a limit of 170,086 by its cents. */
const WHOLE_FROM = 1000;
/** Decimals of smaller amounts. */
const CENTS = 2;
/** Most decimals of any amount, however near it lies to another; of one that was computed, fewer. */
const MOST_DECIMALS = 12;
const COMPUTED_DECIMALS = 6;
/** Amounts that differ by less than this share of their size are told as one: they differ by the rounding of a sum. */
const SAME = 1e-12;
/** Digits of an amount that two decimals would make 0. */
const TINY_DIGITS = 2;

/** Decimals with which amounts are shown beside each other, so that they line up: those that the largest of them has. */
export const amountDecimals = (values: readonly (number | null)[]): number =>
  values.some((value) => value !== null && Number.isFinite(value) && Math.abs(value) >= WHOLE_FROM) ? 0 : CENTS;

/**
 * Digits of the size of an amount with thousands set apart; sign and unit are the caller's.
 *
 * @param decimals as many, zeros included; without it whole units from 1,000 on, else two decimals at most
 * @example amountDigits(170086.46) // '170,086'
 * @example amountDigits(12.5, 2) // '12.50'
 */
export function amountDigits(size: number, decimals?: number): string {
  const positive = Math.abs(size);
  if (decimals !== undefined) return withThousands(positive.toFixed(decimals));
  if (positive >= WHOLE_FROM) return withThousands(positive.toFixed(0));
  const short = String(Number(positive.toFixed(CENTS)));
  // 999.999 is 1000 when it is rounded.
  return positive !== 0 && short === '0' ? String(Number(positive.toPrecision(TINY_DIGITS))) : withThousands(short);
}

/** Digits of an amount that somebody declared, such as a bound: none of its decimals is rounded away. */
export function declaredDigits(size: number): string {
  const positive = Math.abs(size);
  const declared = Number(positive.toFixed(MOST_DECIMALS));
  const exact = declared === positive ? declared : Number(positive.toFixed(COMPUTED_DECIMALS));
  return exact === 0 ? amountDigits(positive) : withThousands(String(exact));
}

/** Digits of an amount with as many decimals as keep it on its side of declared ones that it does not equal: 1,999.7 beside 2,000. */
export function digitsBeside(value: number, declared: readonly number[]): string {
  const others = declared.filter((other) => Math.abs(other - value) > SAME * Math.max(1, Math.abs(other)));
  const isApart = (digits: string): boolean => {
    const read = Number(digits.replaceAll(',', '')) * Math.sign(value);
    return others.every((other) => Math.sign(read - other) === Math.sign(value - other));
  };
  let digits = amountDigits(value);
  for (let decimals = 1; decimals <= MOST_DECIMALS && !isApart(digits); decimals++)
    digits = withThousands(String(Number(Math.abs(value).toFixed(decimals))));
  return digits;
}

/** Digits of an amount with so many decimals, of which zeros at the end are left out. */
export const digitsTo = (value: number, decimals: number): string =>
  withThousands(String(Number(Math.abs(value).toFixed(decimals))));

/**
 * The fewest decimals with which two amounts and their difference are to be shown, so that a reader who subtracts the two comes out at the third:
 * 1,234 and 950 beside 284, where 1,234 and 950.25 would stand beside 284.15. Undefined where they do so by themselves, or by no decimals, as
 * where the third is not the difference of the first two.
 *
 * @param declared bounds of the difference, on whose right side it stays
 */
export function decimalsOfDifference(
  [first, second, difference]: readonly [number, number, number],
  declared: readonly number[] = [],
): number | undefined {
  const read = (digits: string, value: number): number => Number(digits.replaceAll(',', '')) * (value < 0 ? -1 : 1);
  const areSubtracted = (texts: readonly [string, string, string]): boolean => {
    const apart = read(texts[0], first) - read(texts[1], second);
    return Number(apart.toFixed(COMPUTED_DECIMALS)) === read(texts[2], difference);
  };
  const shown = digitsBeside(difference, declared);
  if (Math.abs(first - second - difference) > SAME_DIFFERENCE * Math.max(1, Math.abs(first), Math.abs(second)))
    return undefined;
  if (areSubtracted([amountDigits(first), amountDigits(second), shown])) return undefined;
  for (let decimals = 0; decimals <= COMPUTED_DECIMALS; decimals++) {
    const third = digitsTo(difference, decimals);
    const isApart = declared.every((bound) => isOnItsSide(read(third, difference), difference, bound));
    const texts = [digitsTo(first, decimals), digitsTo(second, decimals), third] as const;
    // What is not 0 is not told as 0, be it a side or their difference.
    const areShown = [first, second, difference].every((value, i) => value === 0 || read(texts[i]!, 1) !== 0);
    if (isApart && areShown && areSubtracted(texts)) return decimals;
  }
  return undefined;
}

/**
 * The fewest decimals, `least` or more, with which two plain numbers and their difference are to be written, so that a reader who subtracts the two comes out at
 * the third: 44.84 and 23.46 beside 21.38, where 44.8 and 23.5 would stand beside 21.4. Undefined where no decimals do so, as where the third is not the
 * difference of the first two.
 *
 * @param declared bounds of the difference, on whose right side it stays
 * @example decimalsThatSubtract([44.84, 23.46, 21.38], 1) // 2
 */
export function decimalsThatSubtract(
  numbers: readonly [number, number, number],
  least: number,
  declared: readonly number[] = [],
): number | undefined {
  const [first, second, difference] = numbers;
  if (Math.abs(first - second - difference) > SAME_DIFFERENCE * Math.max(1, Math.abs(first), Math.abs(second)))
    return undefined;
  for (let decimals = least; decimals <= least + MORE_DECIMALS; decimals++) {
    const [one, other, apart] = numbers.map((value) => Number(value.toFixed(decimals))) as [number, number, number];
    const isShown = numbers.every((value, i) => Math.abs(value) < SAME || [one, other, apart][i] !== 0);
    const isApart = declared.every((bound) => isOnItsSide(apart, difference, bound));
    if (isShown && isApart && Number((one - other).toFixed(MOST_DECIMALS)) === Number(apart.toFixed(MOST_DECIMALS)))
      return decimals;
  }
  return undefined;
}

/** Decimals beyond the least that are tried; each fits three times in four. */
const MORE_DECIMALS = 6;

/** Amounts whose difference is computed another way are that difference but for the rounding of sums. */
const SAME_DIFFERENCE = 1e-9;

const isOnItsSide = (read: number, value: number, bound: number): boolean =>
  Math.abs(bound - value) <= SAME * Math.max(1, Math.abs(bound)) ||
  Math.sign(read - bound) === Math.sign(value - bound);

function withThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  if (digits.includes('e')) return digits;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
