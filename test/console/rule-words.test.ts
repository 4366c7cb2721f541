import { expect, it } from 'vitest';
import { keptText, modeText, movedText, ruledGroups, seenRule } from '../../console/src/pages/rules/words.js';

const rate = { planned: 0.5, seen: 0.4, lower: -0.2, upper: -0.01, isOff: true };
const rule = { id: 'r', rule: 'sha256:1', kept: 43, otherwise: 1200, byOthers: 0, outside: 2 };
const groups = [{ group: { sex: 'f' }, nPlanned: 100, n: 40, rate, toFavourable: null, toUnfavourable: null }];
const result = (rules: unknown): unknown => ({ data: { sources: [{ path: 'log', log: { name: 'main', rules } }] } });
const plan = [
  { group: { sex: 'f' }, n: 100, rate: 0.5, toFavourable: 0, toUnfavourable: 20 },
  { group: { sex: 'm' }, n: 100, rate: 0.1, toFavourable: 3.4, toUnfavourable: 90 },
];

it('what an audit saw of a rule stands beside its plan, group by group', () => {
  const seen = seenRule(
    result([
      { ...rule, id: 'other', groups: [] },
      { ...rule, groups },
    ]),
    'r',
  );
  const [women, men] = ruledGroups({ plan }, seen);
  expect([women!.seen?.rate, women!.seen?.n, men!.seen]).toEqual([rate, 40, null]);
  expect(keptText(seen!)).toBe(
    '43 decisions were the rule\u2019s own, 1,200 automatic ones were not; 2 were about people of none of its groups.',
  );
  expect(ruledGroups({ plan }, null).map(({ seen: one }) => one)).toEqual([null, null]);
});

it('an audit that read none of its decisions, or says it otherwise, says nothing', () => {
  for (const other of [
    result([]),
    result(undefined),
    {},
    null,
    { data: { sources: 'x' } },
    result([{ ...rule, groups: [{ group: { sex: 1 }, n: 4, rate }] }]),
    result([{ ...rule, groups: [{ ...groups[0], rate: { ...rate, isOff: 'no' } }] }]),
    result([{ ...rule, kept: '43', groups }]),
  ])
    expect(seenRule(other, 'r')).toBeNull();
});

it('people who are moved are told each way, and what has no cutoff to compare with is said to have none', () => {
  const told = (n: number, toFavourable: number | null, toUnfavourable: number | null): string =>
    movedText({ group: {}, n, rate: 0.5, toFavourable, toUnfavourable, seen: null });
  expect(told(1_000, 3.4, 90)).toBe('3 to their favour, 90 to their disfavour, of 1,000');
  expect(told(100, 0, 0)).toBe('none of 100');
  expect(told(100, null, null)).toContain('no cutoff');
  expect(modeText('observe')).toContain('only observed');
  expect(modeText('enforce')).toContain('refused');
});
