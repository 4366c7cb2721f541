import { describe, expect, it } from 'vitest';
import { compasRecords } from '../../../../test/support/document-records.js';
import { readBundle } from '../../evidence-bundles/index.js';
import { bundleOf } from './bundles.js';

const head = { view: 'internal', version: '1', log: { verifierKey: () => 'log.example/main+00000000+AA==' } } as const;
const filesOf = (records: ReturnType<typeof compasRecords>) =>
  readBundle(bundleOf(records, 'registered', head)).files.map(({ path, bytes }) => ({
    path,
    text: new TextDecoder().decode(bytes),
  }));

describe('a bundle of something registered', () => {
  it('has the checkpoint as of which its records were read, and is the same from the same records', () => {
    const records = compasRecords({ checkpoint: 'signed' });
    expect(filesOf(records)).toContainEqual({ path: 'ledger/checkpoint', text: 'signed' });
    expect(bundleOf(records, 'registered', head)).toEqual(bundleOf(structuredClone(records), 'registered', head));
  });

  it('is made without a document that its audit has no counts for, and says so', () => {
    const [record] = compasRecords().audits;
    const value = { ...record!.value, data: { ...record!.value.data, weightKind: 'sampling' as const } };
    const files = filesOf(compasRecords({ audits: [{ ...record!, value }] }));
    const paths = files.map(({ path }) => path);
    expect(paths).toContain('documents/model-card.html');
    expect(paths).not.toContain('documents/ll144.html');
    const said = files.find(({ path }) => path === 'documents/not-made.json')!.text;
    expect(JSON.parse(said)).toContainEqual({ kind: 'll144', because: expect.stringContaining('sampling weights') });
  });
});
