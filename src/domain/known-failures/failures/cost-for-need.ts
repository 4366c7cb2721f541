import { bandsOf, gapsOf } from './gaps.js';
import { type KnownFailure, known, unbound, unnamed } from './known-failure.js';

/** At equal score one group needs more: what was predicted stands for something else than what was meant. */
export const costForNeed: KnownFailure = {
  name: 'costForNeed',
  title: 'Cost stands for need',
  happened:
    'A score that chose patients for extra care predicted their cost. Less was spent on Black patients, so that at equal score they were sicker; with illness in the place of cost their share among those chosen rose from 17.7 to 46.5 %.',
  source: 'Obermeyer, Powers, Vogeli and Mullainathan, Science 366 (2019), 447-453',
  bias: 'label choice: a stand-in for what was meant',
  formula: 'need at equal score: group - reference, within 20 bands of the score (Mantel-Haenszel weights)',
  unit: 'share',
  columns: ({ costForNeed: own }) => (own === undefined ? [] : [own.need]),
  look(table, { costForNeed: own }) {
    if (own === undefined) return unnamed('costForNeed', 'what is truly needed as `need`: 0 and 1, or a number');
    const { score } = table;
    if (score === null) return unbound('score', 'Give data.score: need is compared at equal score.');
    const need = (row: number): number | null => table.number(own.need, row);
    const isRate = Array.from({ length: table.rows }, (_, row) => (table.weight[row] === 0 ? null : need(row))).every(
      (one) => one === null || one === 0 || one === 1,
    );
    const stratum = bandsOf(table, (row) => known(score, row));
    return {
      measures: table.attributes.flatMap((groups) =>
        gapsOf(table, {
          ...{ groups, reference: groups.reference, subject: own.need, stratum, value: need },
          unit: isRate ? 'rate' : 'amount',
        }),
      ),
      harmful: 'either',
      notes: [
        'What differs inside a band of the score is not seen.',
        ...(isRate ? [] : [`Gaps of ${own.need} are in standard deviations of all people.`]),
      ],
    };
  },
};
