import { expect, it } from 'vitest';
import { DAY_MS } from '../../base/durations.js';
import type { CaseRecord } from '../cases/index.js';
import { overturnPatterns } from './index.js';

const NOW = 100 * DAY_MS;
const RULE = { count: 3, withinDays: 10 };

function changed(id: string, daysAgo: number, more: object = {}, settlement: object = {}): CaseRecord {
  return {
    ...{ id, decision: `d-${id}`, deployment: 'tree/prod', ...more },
    settlement: {
      ...{ how: 'review', isChanged: true, by: ['a'], because: 'data-error', atMs: NOW - daysAgo * DAY_MS },
      ...settlement,
    },
  } as unknown as CaseRecord;
}
const found = (...records: CaseRecord[]) => overturnPatterns(records, { nowMs: NOW, ruleOf: () => RULE });

it('so many decisions changed for one reason in time are one pattern, and one fewer, or one too old, are none', () => {
  const [a, b, c] = [changed('a', 1), changed('b', 5), changed('c', 10)];
  expect(found(a, b)).toEqual([]);
  expect(found(a, b, changed('c', 10.1))).toEqual([]);
  expect(found(a, b, c)).toEqual([
    {
      ...{ deployment: 'tree/prod', because: 'data-error', rule: RULE, cases: ['a', 'b', 'c'] },
      ...{ decisions: ['d-a', 'd-b', 'd-c'], fromMs: NOW - 10 * DAY_MS, untilMs: NOW - DAY_MS },
    },
  ]);
});

it('one decision counts once, and other reasons, other deployments, upheld and known answers count for nothing', () => {
  const [a, b] = [changed('a', 1), changed('b', 2)];
  for (const other of [
    changed('c', 3, { decision: 'd-a' }),
    changed('c', 3, {}, { because: 'policy' }),
    changed('c', 3, {}, { because: undefined }),
    changed('c', 3, { deployment: 'tree/test' }),
    changed('c', 3, { known: 'x' }),
    changed('c', 3, {}, { isChanged: false }),
  ])
    expect(found(a, b, other)).toEqual([]);
});
