import type { Measured } from '../../../core/fairness/sources/index.js';
import { compareValues } from '../../../core/fairness/tally/index.js';
import { clopperPearson } from '../../../core/stats/index.js';
import type { FailureTable, TableGroups } from '../table/index.js';
import { type KnownFailure, unbound, unnamed } from './known-failure.js';

const HALF = 0.5;

/** Of two people before it, the system keeps the one of the same group. */
export const keptOfTwo: KnownFailure = {
  name: 'keptOfTwo',
  title: 'Of two faces it keeps the same one',
  happened:
    'A network cut pictures to the part that a model of attention liked best. Of a picture with two faces it kept the white one more often than the Black one, and women more often than men; cutting was left to the users.',
  source: 'Yee, Tantipongpipat and Mishra, Proceedings of the ACM on Human-Computer Interaction 5 (2021), article 450',
  bias: 'representation: who was looked at in the data',
  formula: 'share of choices between the two groups in which the first was kept - 1/2',
  unit: 'share',
  columns: ({ keptOfTwo: own }) => (own === undefined ? [] : [own.pair]),
  look(table, { keptOfTwo: own }) {
    if (own === undefined) return unnamed('keptOfTwo', 'the column that says which two rows were one choice as `pair`');
    if (table.decision === null) return unbound('decision', 'Give data.prediction: the favourable one was kept.');
    const { pairs, odd } = pairsOf(table, own.pair);
    return {
      measures: table.attributes.flatMap((groups) => choicesOf(table, groups, pairs)),
      harmful: 'either',
      notes:
        odd === 0
          ? []
          : [`${odd} values of "${own.pair}" are no choice between two of whom one was kept, and are left out.`],
    };
  },
};

interface Choice {
  readonly kept: number;
  readonly left: number;
}

function pairsOf(table: FailureTable, column: string): { readonly pairs: readonly Choice[]; readonly odd: number } {
  const rows = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row++) {
    const pair = table.weight[row] === 0 ? null : table.text(column, row);
    if (pair === null) continue;
    const own = rows.get(pair);
    if (own === undefined) rows.set(pair, [row]);
    else own.push(row);
  }
  const pairs = [...rows.values()].flatMap((own): Choice[] => {
    const kept = own.filter((row) => table.decision![row] === table.favourable);
    return own.length === 2 && kept.length === 1 ? [{ kept: kept[0]!, left: own.find((row) => row !== kept[0])! }] : [];
  });
  return { pairs, odd: rows.size - pairs.length };
}

/** The choices between each two groups of an attribute. */
function choicesOf(table: FailureTable, { keys, codes, by }: TableGroups, pairs: readonly Choice[]): Measured[] {
  const counts = new Map<string, { readonly first: number; readonly second: number; n: number; first_kept: number }>();
  for (const { kept, left } of pairs) {
    const [a, b] = [codes[kept]!, codes[left]!];
    if (a < 0 || b < 0 || a === b) continue;
    const [first, second] = a < b ? [a, b] : [b, a];
    const key = `${first} ${second}`;
    const own = counts.get(key) ?? { first, second, n: 0, first_kept: 0 };
    own.n++;
    if (a === first) own.first_kept++;
    counts.set(key, own);
  }
  const name = by[0]!;
  return [...counts.values()]
    .sort((x, y) =>
      compareValues([keys[x.first]![name]!, keys[x.second]![name]!], [keys[y.first]![name]!, keys[y.second]![name]!]),
    )
    .map(({ first, second, n, first_kept }) => ({
      ...{ subject: null, group: keys[first]!, reference: keys[second]!, n, nReference: n },
      ...{ value: first_kept / n, referenceValue: HALF, estimate: first_kept / n - HALF },
      method: 'clopper-pearson',
      sufficient: n >= table.minGroupSize,
      interval(level) {
        const ends = clopperPearson({ successes: first_kept, n }, level);
        return ends && { lower: ends.lower - HALF, upper: ends.upper - HALF };
      },
    }));
}
