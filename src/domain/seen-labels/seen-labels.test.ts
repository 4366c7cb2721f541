import { describe, expect, it } from 'vitest';
import { BASE } from '../../../test/support/policy.js';
import { groupTally } from '../../core/fairness/index.js';
import { type TallyRow, tallyRows } from '../../core/fairness/tally/tally.js';
import type { Policy } from '../../core/policy/index.js';
import { estimatorOf, labelCautions, seenLabels } from './index.js';

const policy: Policy = {
  ...BASE,
  data: { ...BASE.data, favourable: 1, seenFor: 1, explored: { probability: 'chance' }, given: ['chance'] },
};
const SPEC = { policyDigest: '', attributes: ['g', 'chance'], weightKind: 'count', scoreScale: 1 } as const;

/** A group of which a tenth of the refused drew a label, and `lost` more of them might have. */
const group = (g: string, times: number, lost: number): TallyRow[] =>
  (
    [
      [1, '1', 1, 1600],
      [1, '1', 0, 400],
      [0, '0.1', 1, 100],
      [0, '0.1', 0, 100],
      [0, '0.1', null, 1800],
      [0, '0.1', null, lost],
    ] as const
  ).map(([prediction, chance, label, people]) => ({
    ...{ values: [g, chance], label, prediction, score: null },
    weight: people === lost ? lost : times * people,
  }));

const tallyOf = (rows: readonly TallyRow[]) => tallyRows({ ...SPEC, score: { kind: 'none' } }, rows);

describe('labels by lot in an audit', () => {
  it('are told of as many people as requirements say, and rest on their effective size', () => {
    const tally = tallyOf(group('a', 1, 0));
    const estimate = estimatorOf(policy, tally, ['g'], { favourable: 1, level: 0.95, minGroupSize: 30 });
    expect(estimate(groupTally(tally, ['g'])[0]!, 'true_positive_rate')).toMatchObject({ n: 4000, status: 'ok' });
  });

  it('are doubted by name where those of one group are too few, however few they are among all', () => {
    const tally = tallyOf([...group('many', 20, 0), ...group('small', 1, 1500)]);
    const messages = labelCautions(policy, seenLabels(policy, tally, [['g']]).labels).map(({ message }) => message);
    expect(messages.filter((message) => message.includes('standard deviations'))).toEqual([
      'One over the chances of the drawn adds up to 2,000 people of g small, where 3,500 had a chance: 8.5 standard deviations too few for the chances to be true and every drawn label to be there',
    ]);
    expect(messages[0]).toContain('of 43,500 people with the other one 4,200 got theirs by lot');
  });
});
