import { gapsOf } from './gaps.js';
import { type KnownFailure, known, unbound } from './known-failure.js';

/** Of the people who merit the favourable decision, those of one group are refused it more often. */
export const unequalErrors: KnownFailure = {
  name: 'unequalErrors',
  title: 'The innocent of one group are called dangerous',
  happened:
    'A score of recidivism called 44.9 % of the Black defendants who did not reoffend a high risk, and 23.5 % of the white ones. Its makers had looked at whether a score means the same for both, not at who bears the errors.',
  source:
    'Angwin, Larson, Mattu and Kirchner, ProPublica, 23 May 2016; 805 of 1,795 and 349 of 1,488 in the published data',
  bias: 'evaluation: one figure of quality hides another',
  formula: 'share of people with the favourable label who got the unfavourable decision: group - reference',
  unit: 'share',
  columns: () => [],
  look(table) {
    const { decision, favourable, label } = table;
    if (decision === null) return unbound('decision', 'Give data.prediction, or data.score with data.cutoff.');
    if (label === null) return unbound('label', 'Give data.label: what became true of the people.');
    return {
      measures: table.attributes.flatMap((groups) =>
        gapsOf(table, {
          ...{ groups, reference: groups.reference, unit: 'rate', subject: null },
          value: (row) => (known(label, row) !== favourable ? null : decision[row] === favourable ? 0 : 1),
        }),
      ),
      harmful: 'either',
    };
  },
};
