import { describe, expect, it } from 'vitest';
import { compasRecords, saying } from '../../../../../test/support/document-records.js';
import type { DecisionFact, SystemRecords, ToldExplanation } from '../../records/index.js';
import { documentOf, kindNamed } from '../index.js';

const ID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
const told: ToldExplanation = {
  outcome: 'adverse',
  reasons: {
    status: 'ready',
    note: null,
    sentences: [
      { sentence: 'Your income counted against this loan.', values: [{ name: 'Income', unit: 'USD', value: 1200 }] },
    ],
  },
  recourse: { note: 'About the version that decided.', ways: [{ income: { from: 1200, to: 1500 } }] },
};

function records(explanation: ToldExplanation | null, fields: Record<string, string> = {}): SystemRecords {
  const value: DecisionFact = {
    ...{ id: ID, decidedAt: '2026-11-20T10:00:00.000Z', deployment: 'compas/prod', route: 'automatic', explanation },
    statement: null,
    notExplained: explanation === null ? 'no files are registered' : null,
  };
  const base = compasRecords({
    statements: new Map(Object.entries(fields).map(([field, text]) => saying(field, text))),
  });
  const system = { ...base.system!, value: { ...base.system!.value, domain: 'credit', jurisdictions: ['US-NY'] } };
  return {
    ...base,
    system,
    subject: ID,
    decision: { value, ref: { kind: 'decision', id: ID, digest: `sha256:${'d'.repeat(64)}`, index: 17 } },
  };
}
const make = (of: SystemRecords) =>
  documentOf(kindNamed('adverse-action'), of, { view: 'public', version: '1', options: { sex: null, race: null } });
const saidFor = (document: ReturnType<typeof make>, id: string) =>
  document.sections.flatMap(({ fields }) => fields).find((field) => field.id === id)?.value;

describe('a notice of adverse action', () => {
  it('gives the recorded reasons with what is on file, and the entry of the decision as their source', () => {
    const document = make(records(told));
    expect(saidFor(document, 'principal-reasons')).toEqual(['Your income counted against this loan.']);
    expect(document.sections.find(({ id }) => id === 'reasons')!.tables[0]!.rows).toEqual([['Income', '1200 USD']]);
    expect(document.records[0]).toMatchObject({ kind: 'decision', id: ID, index: 17 });
    expect(saidFor(document, 'changes')).toEqual(['income: 1500 in place of 1200']);
  });

  it('makes up no reason: one that is withheld or was never made is missing, with why', () => {
    const withheld = { ...told, reasons: { status: 'withheld', note: 'A protected factor leads.', sentences: [] } };
    expect(make(records(withheld)).missing).toContainEqual(
      expect.objectContaining({ field: 'principal-reasons', how: 'A protected factor leads.' }),
    );
    expect(make(records(null)).missing).toContainEqual(
      expect.objectContaining({ field: 'principal-reasons', how: 'no files are registered' }),
    );
    expect(make({ ...records(told), decision: null }).missing.map(({ field }) => field)).toContain('decision-id');
  });

  it('carries the statement of the law with the agency that was named, and is complete with it', () => {
    const said = {
      'creditor-name': 'Bank',
      'creditor-address': '1 Main Street',
      'ecoa-agency-name': 'Agency',
      'ecoa-agency-address': '1 Square',
      contestation: 'Write to us.',
    };
    expect(make(records(told)).missing.map(({ field }) => field)).toContain('ecoa-agency-name');
    const document = make(records(told, said));
    expect(document.missing).toEqual([]);
    expect(saidFor(document, 'us-ecoa-notice-text')![0]).toContain('concerning this creditor is Agency, 1 Square.');
  });
});
