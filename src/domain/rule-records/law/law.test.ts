import { describe, expect, it } from 'vitest';
import { lawAgainst } from './index.js';

const HERE = { domain: 'credit', jurisdictions: ['US-FL'] };
const women = (cutoff: number) => ({ key: { sex: 'f' }, mixture: [{ cutoff, probability: 1 }] });
const men = (cutoff: number) => ({ key: { sex: 'm' }, mixture: [{ cutoff, probability: 1 }] });
const against = (groups: ReturnType<typeof women>[], others: number | null): string[] =>
  lawAgainst({ groups, others }, HERE).map(({ place }) => place);

describe('law against a rule', () => {
  it('speaks where people with one score are decided about by their group', () => {
    expect(against([women(0.4), men(0.6)], 0.6)).toEqual(['us-credit']);
    expect(against([women(0.5), men(0.5)], 0.5)).toEqual([]);
  });

  it('does so where one group alone has a cutoff of its own beside that of all others', () => {
    expect(against([women(0.4)], 0.5)).toEqual(['us-credit']);
    expect(against([women(0.4), men(0.4)], 0.5)).toEqual(['us-credit']);
    expect(against([women(0.4), men(0.4)], null)).toEqual([]);
  });
});
