import { describe, expect, it } from 'vitest';
import { groupsOf, groupWarnings } from './people-groups.js';
import { recordsTable } from './records-table.js';

const named = (column: string): boolean => ['sex', 'race', 'age'].includes(column);
const groups = (rows: readonly Record<string, unknown>[]) => groupsOf(recordsTable('people', rows), named);

describe('people to compare with', () => {
  it('who are all of one group are named with it; an unknown group is none', async () => {
    const found = await groups([
      { income: 1, sex: 'Male', race: 'A', age: null },
      { income: 1, sex: 'Male', race: 'B', age: null },
    ]);
    expect(found).toEqual({ columns: ['sex', 'race', 'age'], only: [{ column: 'sex', value: 'Male' }] });
    expect(groupWarnings(found)).toEqual([expect.stringContaining('of one group: sex = Male')]);
    expect((await groups([{ sex: 'Male' }, { sex: null }])).only).toEqual([]);
  });

  it('of whom no column names a group are not said to be of several', async () => {
    expect(await groups([{ income: 1 }, { income: 1 }])).toEqual({ columns: [], only: [] });
  });
});
