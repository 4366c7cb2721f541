import { nameInText } from '../../core/markup/index.js';
import type { RequirementResult } from '../../core/policy/sections/index.js';

/** Number of decimals in a finding. */
const FINDING_DECIMALS = 3;
const NUMBER = String.raw`[-\u2212]?\d+(?:\.\d+)?`;
const RANGE = new RegExp(`(${NUMBER}) (to|and) (${NUMBER})(?![\\d.])`, 'g');
const VALUE_OF_GROUP = /((?:is|and) )(\d\.\d+)( for )/g;

const decimalsIn = (number: string): number => number.split('.')[1]?.length ?? 0;

const withDecimals = (number: string, decimals: number): string => {
  const missing = decimals - decimalsIn(number);
  return missing <= 0 ? number : `${number}${number.includes('.') ? '' : '.'}${'0'.repeat(missing)}`;
};

/** A sign as it stands before an amount: ` -USD ` of -USD 500; nothing that a message holds where there are no amounts. */
const signOf = (unit: string | undefined, sign: string): string => (unit === undefined ? '\u0000' : ` ${sign}${unit} `);

type Finding = Pick<RequirementResult, 'message' | 'unit'> & Partial<Pick<RequirementResult, 'group' | 'reference'>>;

/** What the judge wrote, which programs compare and so stays as it is where it is kept. */
function namesInText({ message, group, reference }: Finding): string {
  const turning = [group, reference]
    .flatMap((key) => Object.values(key ?? {}))
    .filter((name): name is string => name !== null && nameInText(name) !== name);
  if (turning.length === 0) return message;
  // All at once and the longest first: of two names one may be the beginning of the other, as "no" is of "not known", and marks within a name turn its words round.
  const longestFirst = turning.toSorted((a, b) => b.length - a.length).map(literally);
  return message.replace(new RegExp(longestFirst.join('|'), 'g'), nameInText);
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * The finding of the judge with numbers as in the report: a true minus sign, and numbers that are compared with equal decimals (`0.5 to
 * 0.572` becomes `0.500 to 0.572`), and with names that leave the numbers beside them in place.
 */
export const findingText = (requirement: Finding): string =>
  namesInText(requirement)
    .replace(RANGE, (_, low: string, word: string, high: string) => {
      const decimals = Math.max(decimalsIn(low), decimalsIn(high));
      return `${withDecimals(low, decimals)} ${word} ${withDecimals(high, decimals)}`;
    })
    .replace(
      VALUE_OF_GROUP,
      (_, before: string, value: string, after: string) => `${before}${withDecimals(value, FINDING_DECIMALS)}${after}`,
    )
    .replace(/(?<=^|[\s([])-(?=\d)/g, '\u2212')
    .replaceAll(signOf(requirement.unit, '-'), signOf(requirement.unit, '\u2212'));
