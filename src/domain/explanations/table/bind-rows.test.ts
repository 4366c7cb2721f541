import { describe, expect, it } from 'vitest';
import { NEUTRAL } from '../../../../test/support/generators/models.js';
import { readModel } from '../../../core/models/index.js';
import { bindRows, pickRows } from './bind-rows.js';
import { recordsTable } from './records-table.js';

const model = readModel(new TextEncoder().encode(JSON.stringify(NEUTRAL)), { name: 'model' });
const nameless = readModel(new TextEncoder().encode(JSON.stringify({ ...NEUTRAL, featureNames: ['f0', 'f1'] })), {
  name: 'nameless',
});
const people = recordsTable('people', [
  { income: '1', age: '20' },
  { income: '', age: '40' },
]);

describe('rows of a table as the model reads them', () => {
  it('are found by name, and empty cells are missing', async () => {
    const { tables } = await bindRows(model, [people], {});
    expect(tables[0]!.rows).toEqual({ data: Float64Array.of(20, 1, 40, Number.NaN), rows: 2, columns: 2 });
  });

  it('are taken by place where the model names nothing, which is told', async () => {
    const told: string[] = [];
    const bound = await bindRows(nameless, [people], { onByPlace: (table) => told.push(table) });
    expect(bound.model.featureNames).toEqual(['income', 'age']);
    expect(told).toEqual(['people']);
    const named = await bindRows(nameless, [people], {
      inputs: ['age', 'income'],
      onByPlace: () => told.push('again'),
    });
    expect(named.tables[0]!.rows.data[0]).toBe(20);
    expect(told).toEqual(['people']);
  });

  it('refuse names that do not fit and rows that are not there, without a word of flags', async () => {
    await expect(bindRows(model, [people], { inputs: ['age'] })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'inputs-unfit',
      message: 'inputs age: 1 name for the 2 inputs of the model',
    });
    const { tables } = await bindRows(model, [people], {});
    expect(() => pickRows(tables[0]!, 2)).toThrow('row 2: people has 2 row(s)');
    expect(pickRows(tables[0]!, 1).indices).toEqual([1]);
  });
});
