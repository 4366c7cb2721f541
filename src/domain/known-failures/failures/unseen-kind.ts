import { gapsOf } from './gaps.js';
import { type KnownFailure, known, unbound, unnamed } from './known-failure.js';

/** Cases of an unusual kind are missed, because nobody thought of them. */
export const unseenKind: KnownFailure = {
  name: 'unseenKind',
  title: 'An unusual kind of case is not seen',
  happened:
    'A car that drove itself killed a woman who walked her bicycle over a road where there was no crossing. Its software took people for pedestrians at crossings only, and changed its mind about her until it was too late.',
  source: 'National Transportation Safety Board, HAR-19/03 (2019)',
  bias: 'scope: a case that was not designed for',
  formula: 'share missed among cases with label 1: unusual kind - usual kinds',
  unit: 'share',
  columns: ({ unseenKind: own }) => (own === undefined ? [] : [own.kind]),
  look(table, { unseenKind: own }) {
    if (own === undefined) return unnamed('unseenKind', 'the column of kinds as `kind`, and its `usual` values');
    const { decision, label } = table;
    if (decision === null) return unbound('decision', 'Give data.prediction, or data.score with data.cutoff.');
    if (label === null) return unbound('label', 'Give data.label: 1 where there was something to see.');
    const usual = new Set(own.usual.map(String));
    const found = table.groupsBy(own.kind);
    const unusual = found.keys.flatMap((key, place) => (usual.has(key[own.kind]!) ? [] : [place]));
    if (unusual.length === 0)
      return {
        notApplicable: `Column "${own.kind}" holds usual kinds only: what the system does with another was never looked at.`,
        needs: 'Collect cases of other kinds, or make some: a test without them shows nothing.',
      };
    // Usual kinds are one side together; every unusual one is a side of its own.
    const place = new Map(unusual.map((code, index) => [code, index + 1]));
    return {
      measures: gapsOf(table, {
        groups: {
          keys: [{ [own.kind]: 'usual' }, ...unusual.map((code) => found.keys[code]!)],
          codes: found.codes.map((code) => (code < 0 ? -1 : (place.get(code) ?? 0))),
        },
        ...{ reference: 0, unit: 'rate', subject: null },
        value: (row) => (known(label, row) === 1 ? (decision[row] === 1 ? 0 : 1) : null),
      }),
      harmful: 'above',
    };
  },
};
