import { bandsOf, gapsOf } from './gaps.js';
import { type KnownFailure, unnamed } from './known-failure.js';

/** At equal expected cost one group pays more: the price follows who will bear it, not the risk. */
export const priceBesideCost: KnownFailure = {
  name: 'priceBesideCost',
  title: 'The price follows who will pay it',
  happened:
    'An insurer of cars asked for rates that moved towards what its risk model said only as far as customers were thought not to leave for it: those who would not shop around would have paid more at equal risk.',
  source: 'Varner and Sankin, The Markup, 25 February 2020',
  bias: 'objective: profit from those who do not leave',
  formula: 'price at equal expected cost: group - reference, within 20 bands of the cost (Mantel-Haenszel weights)',
  unit: 'deviations',
  columns: ({ priceBesideCost: own }) => (own === undefined ? [] : [own.price, own.cost, ...(own.by ?? [])]),
  look(table, { priceBesideCost: own }) {
    if (own === undefined) return unnamed('priceBesideCost', 'the columns `price` and `cost`');
    const stratum = bandsOf(table, (row) => table.number(own.cost, row));
    const sets = [...table.attributes, ...(own.by ?? []).map((column) => table.groupsBy(column))];
    return {
      measures: sets.flatMap((groups) =>
        gapsOf(table, {
          ...{ groups, reference: groups.reference, unit: 'amount', subject: own.price, stratum },
          value: (row) => table.number(own.price, row),
        }),
      ),
      harmful: 'either',
      notes: [
        `Gaps of ${own.price} are in standard deviations of all people.`,
        'What differs inside a band of the cost is not seen.',
      ],
    };
  },
};
