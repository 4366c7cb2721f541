import { gapsOf, sidesOf } from './gaps.js';
import { type KnownFailure, known, unbound, unnamed } from './known-failure.js';

/** Systems that do the same err together, so that nobody catches what one lets through. */
export const fallTogether: KnownFailure = {
  name: 'fallTogether',
  title: 'Systems fall together',
  happened:
    'Prices of shares fell by some 9 % within minutes and came back, because programs of many traders answered one another in the same way. No program did what it was not made for; together they did what nobody meant.',
  source:
    'CFTC and SEC, Findings regarding the market events of May 6, 2010 (30 September 2010); a pound fell likewise in October 2016',
  bias: 'systemic: errors that are not independent',
  formula: 'share of wrong decisions where the other system is wrong - where it is right',
  unit: 'share',
  columns: ({ fallTogether: own }) => own?.beside ?? [],
  look(table, { fallTogether: own }) {
    if (own === undefined) return unnamed('fallTogether', 'decisions of other systems about the same as `beside`');
    const { decision, label } = table;
    if (decision === null) return unbound('decision', 'Give data.prediction, or data.score with data.cutoff.');
    if (label === null) return unbound('label', 'Give data.label: what became true of the people.');
    const isWrong = (answer: number, row: number): 0 | 1 | null => {
      const truth = known(label, row);
      return truth === null ? null : answer === truth ? 0 : 1;
    };
    return {
      measures: own.beside.flatMap((column) =>
        gapsOf(table, {
          groups: sidesOf(table, `${column} is wrong`, (row) => {
            const other = table.flag(column, row);
            return other === null ? null : isWrong(other, row);
          }),
          ...{ reference: 0, unit: 'rate', subject: column },
          value: (row) => isWrong(decision[row]!, row),
        }),
      ),
      harmful: 'above',
      notes: ['Systems that learned the same things from the same data err together even where nobody copies.'],
    };
  },
};
