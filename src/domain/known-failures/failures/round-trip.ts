import { gapsOf } from './gaps.js';
import { type KnownFailure, unnamed } from './known-failure.js';

/** A word comes back from another language, or from a model, as another one, for one group more often. */
export const roundTrip: KnownFailure = {
  name: 'roundTrip',
  title: 'He is a nurse comes back as she',
  happened:
    'Sentences such as he is a nurse and she is a doctor were translated into a language without such pronouns and back. They came back swapped, as the trade is usually filled, by several products.',
  source:
    'Caliskan, Bryson and Narayanan, Science 356 (2017), 183-186; Prates, Avelar and Lamb, Neural Computing and Applications 32 (2020), 6363-6381',
  bias: 'stereotypes of the texts that were learned from',
  formula: 'share of words that came back as another: those of the group - all others',
  unit: 'share',
  columns: ({ roundTrip: own }) => (own === undefined ? [] : [own.before, own.after]),
  look(table, { roundTrip: own }) {
    if (own === undefined) return unnamed('roundTrip', 'the word `before` and the word that came back as `after`');
    return {
      measures: gapsOf(table, {
        ...{ groups: table.groupsBy(own.before), reference: 'rest', unit: 'rate', subject: own.after },
        value: (row) => {
          const after = table.text(own.after, row);
          return after === null ? null : after === table.text(own.before, row) ? 0 : 1;
        },
      }),
      harmful: 'above',
      notes: ['Words that change for all groups alike are no sign of this failure, though of others.'],
    };
  },
};
