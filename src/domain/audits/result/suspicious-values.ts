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
   * `tiny-spread`: the scores of these groups (`attribute=value`) differ by so little that sums of scores lose digits.
   */
  readonly kind: 'alike' | 'looks-missing' | 'tiny-spread';
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
