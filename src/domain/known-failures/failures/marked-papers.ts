import { gapsOf, sidesOf, stratumOf } from './gaps.js';
import { type KnownFailure, known, unbound, unnamed } from './known-failure.js';

/** A word in the papers that names a group lowers the chance of people who are otherwise alike. */
export const markedPapers: KnownFailure = {
  name: 'markedPapers',
  title: 'A word that names a group costs the job',
  happened:
    "A tool that ranked applicants was trained on ten years of hires, most of them men. It lowered papers in which the word women's stood, as in captain of the women's chess club; the company gave it up.",
  source: 'Dastin, Reuters, 10 October 2018',
  bias: 'historical bias: labels are past decisions',
  formula:
    'favourable rate of papers without the mark - that of papers with it, among people who are alike (Mantel-Haenszel weights)',
  unit: 'share',
  columns: ({ markedPapers: own }) => (own === undefined ? [] : [own.mark, ...(own.given ?? [])]),
  look(table, { markedPapers: own }) {
    if (own === undefined)
      return unnamed('markedPapers', 'a column of 0 and 1 as `mark`, and what makes people alike as `given`');
    if (table.decision === null) return unbound('decision', 'Give data.prediction, or data.score with data.cutoff.');
    const { decision, favourable } = table;
    const given = own.given;
    const byLabel = given === undefined && table.label !== null;
    return {
      measures: gapsOf(table, {
        groups: sidesOf(table, own.mark, (row) => table.flag(own.mark, row)),
        reference: 1,
        value: (row) => (decision[row] === favourable ? 1 : 0),
        stratum: byLabel
          ? (row) => known(table.label, row)?.toString() ?? null
          : given === undefined
            ? undefined
            : stratumOf(table, given),
        unit: 'rate',
        subject: own.mark,
      }),
      harmful: 'above',
      notes: [
        given !== undefined
          ? `People with the same ${given.join(', ')} are compared.`
          : byLabel
            ? 'People with the same label are compared; `given` names what makes them alike better.'
            : 'All are compared with all: `given` would name what makes people alike.',
      ],
    };
  },
};
