import { alikeBut, alikeForm } from '../../../core/base/alike.js';
import { looksMissing } from '../../policy-proposals/missing/index.js';

/**
 * A caution about groups that look like one group, or like missing values, or whose scores are too close together; most often the cause is
 * how the data were written.
 */
export interface ValueCaution {
  /** The attribute; for `tiny-spread` the column of scores. */
  readonly attribute: string;
  /**
   * `alike`: the values differ in case, blanks or the form of Unicode only. `looks-missing`: the value is a word that usually means that nothing is known.
   * `probabilities`: the values are many numbers between 0 and 1. `tiny-spread`: the scores of these groups (`attribute=value`) differ by so little that sums of scores lose digits.
   */
  readonly kind: 'alike' | 'looks-missing' | 'probabilities' | 'tiny-spread';
  readonly values: readonly string[];
  readonly message: string;
  readonly remedy: string;
}

const quoted = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(', ');

/** Most values named in one caution. */
const MOST_NAMED = 6;

function named(values: readonly string[]): string {
  const more = values.length - MOST_NAMED;
  return more > 0 ? `${quoted(values.slice(0, MOST_NAMED))} and ${more} more` : quoted(values);
}

/** Distinct values between 0 and 1 from which on they are taken for probabilities; shares of a list such as 0.25, 0.5 and 0.75 are fewer. Ours. */
const LEAST_PROBABILITIES = 8;

/** Whether values look like probabilities of something: numbers from 0 to 1, many of them between. */
function lookLikeProbabilities(values: readonly string[]): boolean {
  const numbers = values.map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
  const between = numbers.filter((value) => value > 0 && value < 1);
  return between.length >= LEAST_PROBABILITIES && numbers.every((value) => value >= 0 && value <= 1);
}

function probable(attribute: string, values: readonly string[]): ValueCaution {
  return {
    attribute,
    kind: 'probabilities',
    values: values.slice(0, MOST_NAMED),
    message: `${attribute}: ${named(values)} look like probabilities, and each counts as a group of its own`,
    remedy: `If they say how likely a person belongs to a group, name the columns in data.membership; if they are numbers, declare bins: \`${attribute}: { bins: [0.5] }\`.`,
  };
}

/**
 * Values of an attribute that a person should check before relying on the groups.
 *
 * @example suspiciousValues('sex', ['Male', 'male ', 'NA']).map(({ kind }) => kind) // ['alike', 'looks-missing']
 */
export function suspiciousValues(attribute: string, values: readonly string[]): ValueCaution[] {
  const alike = new Map<string, string[]>();
  for (const value of values) alike.set(alikeForm(value), [...(alike.get(alikeForm(value)) ?? []), value]);
  const missing = values.filter(looksMissing);
  return [
    ...(lookLikeProbabilities(values) ? [probable(attribute, values)] : []),
    ...[...alike.values()]
      .filter((same) => same.length > 1)
      .map(
        (same): ValueCaution => ({
          attribute,
          kind: 'alike',
          values: same,
          message: `${attribute}: ${named(same)} differ ${alikeBut(same)}, and count as ${same.length} groups`,
          remedy: 'Write them alike in the data if they are one group.',
        }),
      ),
    ...(missing.length === 0
      ? []
      : [
          {
            attribute,
            kind: 'looks-missing' as const,
            values: missing,
            message: `${attribute}: ${named(missing)} ${missing.length === 1 ? 'looks' : 'look'} like missing, and ${missing.length === 1 ? 'counts as a group' : 'count as groups'} of people`,
            remedy: `If nothing is known of these people, say so: data.missing: [${quoted(missing)}].`,
          },
        ]),
  ];
}
