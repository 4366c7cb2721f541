import { percentText } from '../../../core/base/percent-text.js';
import { gapsOf, sidesOf, stratumOf } from './gaps.js';
import { type KnownFailure, known, unbound, unnamed } from './known-failure.js';

/** People with a condition that raises the risk are given a lower one, because somebody acted on it already. */
export const treatedRisk: KnownFailure = {
  name: 'treatedRisk',
  title: 'Treatment hides the risk',
  happened:
    'A model of deaths from pneumonia learned that asthma lowers the risk. Patients with asthma were taken to intensive care at once, which saved them; sent home by the model, they would have died.',
  source: 'Caruana, Lou, Gehrke, Koch, Sturm and Elhadad, KDD 2015, 1721-1730',
  bias: 'selective action: what was done about it is in the label',
  formula:
    'predicted risk of people without the condition - that of people with it; risk is the unfavourable decision, or the score',
  unit: 'share',
  columns: ({ treatedRisk: own }) =>
    own === undefined ? [] : [own.condition, ...(own.treated === undefined ? [] : [own.treated]), ...(own.given ?? [])],
  look(table, { treatedRisk: own }) {
    if (own === undefined) return unnamed('treatedRisk', 'what is known to raise the risk as `condition`, 0 and 1');
    const { decision, score, favourable } = table;
    if (decision === null && score === null) return unbound('decision', 'Give data.prediction or data.score.');
    const towardsRisk = favourable === 0 ? 1 : -1;
    const sides = sidesOf(table, own.condition, (row) => table.flag(own.condition, row));
    const shared = {
      ...{ groups: sides, reference: 1, subject: own.condition },
      stratum: own.given === undefined ? undefined : stratumOf(table, own.given),
    };
    const measures =
      score === null
        ? gapsOf(table, { ...shared, unit: 'rate', value: (row) => (decision![row] === favourable ? 0 : 1) })
        : gapsOf(table, {
            ...{ ...shared, unit: 'amount' },
            value: (row) => {
              const one = known(score, row);
              return one === null ? null : towardsRisk * one;
            },
          });
    return {
      measures,
      harmful: 'above',
      notes: [
        ...(score === null ? [] : ['Gaps of the score are in standard deviations of all people.']),
        ...(own.treated === undefined ? [] : [treatedNote(table, own.condition, own.treated)]),
      ],
    };
  },
};

function treatedNote(table: Parameters<KnownFailure['look']>[0], condition: string, treated: string): string {
  const people = { with: [0, 0], without: [0, 0] };
  for (let row = 0; row < table.rows; row++) {
    const [has, acted] = [table.flag(condition, row), table.flag(treated, row)];
    if (table.weight[row] === 0 || has === null || acted === null) continue;
    const side = people[has === 1 ? 'with' : 'without'];
    side[0]! += table.weight[row]! * acted;
    side[1]! += table.weight[row]!;
  }
  const share = ([acted, all]: number[]): string => (all === 0 ? 'nobody' : percentText(acted! / all!));
  return `${treated}: ${share(people.with)} of those with ${condition}, ${share(people.without)} of those without.`;
}
