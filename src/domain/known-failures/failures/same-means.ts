import { gapsOf, stratumOf } from './gaps.js';
import { type KnownFailure, unbound, unnamed } from './known-failure.js';

/** People with the same means are granted different amounts, or decided about differently. */
export const sameMeans: KnownFailure = {
  name: 'sameMeans',
  title: 'The same means, another limit',
  happened:
    'Couples who shared their accounts were given limits of a credit card that differed tenfold, the wives the lower ones. The regulator that looked into it found no unlawful discrimination, and that nobody could explain the limits.',
  source: 'New York State Department of Financial Services, Report on Apple Card Investigation, March 2021',
  bias: 'proxies, and decisions that nobody explains',
  formula: 'what was granted: group - reference, among people with the same means (Mantel-Haenszel weights)',
  unit: 'share',
  columns: ({ sameMeans: own }) =>
    own === undefined ? [] : [...own.given, ...(own.amount === undefined ? [] : [own.amount])],
  look(table, { sameMeans: own }) {
    if (own === undefined)
      return unnamed('sameMeans', 'the columns of means as `given`, and what was granted as `amount`');
    const { amount } = own;
    const { decision, favourable } = table;
    if (amount === undefined && decision === null)
      return unbound('decision', 'Name what was granted as knownFailures.sameMeans.amount, or give data.prediction.');
    return {
      measures: table.attributes.flatMap((groups) =>
        gapsOf(table, {
          ...{ groups, reference: groups.reference, subject: amount ?? null },
          unit: amount === undefined ? 'rate' : 'amount',
          stratum: stratumOf(table, own.given),
          value: (row) => (amount === undefined ? (decision![row] === favourable ? 1 : 0) : table.number(amount, row)),
        }),
      ),
      harmful: 'either',
      notes: [
        `People with the same ${own.given.join(', ')} are compared.`,
        ...(amount === undefined ? [] : [`Gaps of ${amount} are in standard deviations of all people.`]),
      ],
    };
  },
};
