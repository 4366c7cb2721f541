import { describe, expect, it } from 'vitest';
import { compasRecords } from '../../../../test/support/document-records.js';
import { Documents } from './documents.js';

describe('what somebody says', () => {
  it('is about what the field is about where a system and its model have one name', async () => {
    const { system, model } = compasRecords();
    const registry = async () => ({
      systems: [{ ...system!.value, id: 'compas' }],
      models: [
        { ...model!.value, system: 'compas' },
        { ...model!.value, id: 'other', system: 'compas' },
      ],
      ...{ versions: [], deployments: [] },
    });
    const statements = { statementsAbout: async () => [], insertStatement: async () => undefined };
    const acts = { run: (_: unknown, work: (tx: object) => unknown) => work({ statements, enter: () => undefined }) };
    const documents = new Documents({ registry, acts, nowMs: () => 1 } as never);
    const said = (field: string) => documents.state({ subject: 'compas', field, text: 'x' }, 'ada');
    expect(await said('contact')).toMatchObject({ about: 'model', id: 'compas' });
    expect(await said('provider-identity')).toMatchObject({ about: 'system', id: 'compas' });
    await expect(said('caveats')).rejects.toThrow('leads to no single one');
  });
});
