import { gapsOf } from './gaps.js';
import { type KnownFailure, known, unbound } from './known-failure.js';

/** A combination of attributes has far more errors than everybody else, which no attribute alone shows. */
export const worstCombination: KnownFailure = {
  name: 'worstCombination',
  title: 'Errors meet in one combination of groups',
  happened:
    'Three products that tell the gender of faces were wrong about 0.8 % of lighter men at most and 34.7 % of darker women. Their makers tested on collections of mostly lighter faces, and by one attribute at a time.',
  source: 'Buolamwini and Gebru, Proceedings of Machine Learning Research 81 (2018), 77-91',
  bias: 'representation: few of those it fails were in the data',
  formula: 'share of wrong decisions: combination of all attributes - everybody else',
  unit: 'share',
  columns: () => [],
  look(table) {
    const { combined, decision, label } = table;
    if (decision === null) return unbound('decision', 'Give data.prediction, or data.score with data.cutoff.');
    if (label === null) return unbound('label', 'Give data.label: what became true of the people.');
    if (combined === null)
      return unbound(
        'second attribute',
        'Name at least two attributes under data.attributes: combinations are looked at.',
      );
    return {
      measures: gapsOf(table, {
        ...{ groups: combined, reference: 'rest', unit: 'rate', subject: null },
        value: (row) => {
          const truth = known(label, row);
          return truth === null ? null : decision[row] === truth ? 0 : 1;
        },
      }),
      harmful: 'above',
    };
  },
};
