import type { Measured } from '../../../core/fairness/sources/index.js';
import { clopperPearson } from '../../../core/stats/index.js';
import type { FailureTable, TableGroups } from '../table/index.js';
import { type KnownFailure, unnamed } from './known-failure.js';

/** Chance with which an effect should be seen. */
const POWER = 0.8;

/** A system calls people by a name that is an insult. Once is enough. */
export const insultingName: KnownFailure = {
  name: 'insultingName',
  title: 'It calls people by an insult',
  happened:
    'An album that named what it saw put two Black people under gorillas. Its maker took that name out of the list; years later it could still not name the animal.',
  source: 'Barr, Wall Street Journal, 1 July 2015; Simonite, Wired, 11 January 2018',
  bias: 'denigration: an error that costs far more than others',
  formula:
    'share of people called by one of the insults, with the exact interval; a single one shows it, unless least says what does not count',
  unit: 'share',
  columns: ({ insultingName: own }) => (own === undefined ? [] : [own.named]),
  look(table, { insultingName: own }) {
    if (own === undefined) return unnamed('insultingName', 'what it called them as `named`, and the `insults`');
    const insults = new Set(own.insults.map((one) => String(one).toLowerCase()));
    const isInsult = (row: number): boolean | null => {
      const name = table.text(own.named, row);
      return name === null ? null : insults.has(name.toLowerCase());
    };
    const everybody: TableGroups = {
      by: [],
      keys: [{ people: 'everybody' }],
      codes: table.weight.reduce((codes, weight, row) => {
        codes[row] = weight === 0 ? -1 : 0;
        return codes;
      }, new Int32Array(table.rows)),
      reference: 0,
    };
    return {
      measures: [everybody, ...table.attributes].flatMap((groups) => sharesOf(table, groups, own.named, isInsult)),
      harmful: 'above',
      notes: ['A name that is missing from the list is not looked for.'],
      detectable: ({ n }) => (n === 0 ? null : 1 - (1 - POWER) ** (1 / n)),
    };
  },
};

function sharesOf(
  table: FailureTable,
  { keys, codes }: TableGroups,
  subject: string,
  isInsult: (row: number) => boolean | null,
): Measured[] {
  return keys.map((group, place) => {
    let [n, successes] = [0, 0];
    for (let row = 0; row < table.rows; row++) {
      const found = codes[row] === place ? isInsult(row) : null;
      if (found === null) continue;
      n += table.weight[row]!;
      if (found) successes += table.weight[row]!;
    }
    const value = n === 0 ? null : successes / n;
    return {
      ...{ subject, group, reference: null, n, nReference: null, value, referenceValue: null, estimate: value },
      method: 'clopper-pearson',
      sufficient: n > 0,
      ...(n === 0 ? { reason: 'nobody was named' } : {}),
      interval: (level) => clopperPearson({ successes, n }, level),
    };
  });
}
