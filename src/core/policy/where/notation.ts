/** Notations of numbers in use by people and spreadsheets, and what to write instead. */
const NOTATIONS: readonly { readonly like: RegExp; readonly say: string }[] = [
  {
    like: /^\s*[+-]?[\d.,]+\s*%\s*$/,
    say: 'These are percentages: write 0.932 for 93.2 %, or set data.percent: true for a file that has them all through. ',
  },
  {
    like: /^\s*[+-]?\d{1,3}(,\d{3})+\.\d+\s*$|^\s*[+-]?\d{1,3}(,\d{3}){2,}\s*$/,
    say: 'Write numbers without thousands separators: 9359.1 for 9,359.1. ',
  },
  {
    like: /^\s*[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+\s*$/,
    say: 'These have a decimal comma: write 0.5 for 0,5, or set data.decimal: comma for a file that has it all through. ',
  },
];

/** A sentence on the notation of texts that are no numbers here and how to change it; empty where the notation is not a known one. */
export const notationHint = (examples: readonly string[]): string =>
  NOTATIONS.find(({ like }) => examples.some((example) => like.test(example)))?.say ?? '';

const TRUTH = /^(true|false)$/i;

/** Remedy for texts that a filter compares with a number and that are none. */
export function whereRemedy(name: string, examples: readonly string[]): string {
  const truth = examples.some((example) => TRUTH.test(example))
    ? `Compare true and false by these words (${name} = true). `
    : '';
  return `${notationHint(examples)}${truth}Mend the values, list those that mean missing in data.missing, or compare as text (${name} = 'value').`;
}
