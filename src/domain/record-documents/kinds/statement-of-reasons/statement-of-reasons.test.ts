import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { compasRecords } from '../../../../../test/support/document-records.js';
import { hasShared, sharedJson } from '../../../../../test/support/shared.js';
import type { DecisionFact, SystemRecords } from '../../records/index.js';
import { documentOf, formOf, kindNamed } from '../index.js';

const ID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
const WHOLE = {
  ...{
    decision_visibility: ['DECISION_VISIBILITY_CONTENT_REMOVED'],
    decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT',
  },
  ...{
    illegal_content_legal_ground: 'National law, paragraph 130',
    illegal_content_explanation: 'It calls for violence.',
  },
  ...{
    category: 'STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH',
    content_type: ['CONTENT_TYPE_TEXT'],
    content_date: '2026-11-02',
  },
  ...{
    decision_facts: 'A classifier scored the text above the cutoff.',
    source_type: 'SOURCE_VOLUNTARY',
    automated_detection: 'Yes',
  },
};

function records(statement: Record<string, unknown> | null, route = 'automatic'): SystemRecords {
  const value: DecisionFact = {
    ...{
      id: ID,
      decidedAt: '2026-11-20T10:00:00.000Z',
      deployment: 'compas/prod',
      route,
      explanation: null,
      notExplained: null,
    },
    statement,
  };
  return {
    ...compasRecords(),
    subject: ID,
    decision: { value, ref: { kind: 'decision', id: ID, digest: null, index: 3 } },
  };
}
const kind = kindNamed('statement-of-reasons');
const make = (of: SystemRecords) =>
  documentOf(kind, of, { view: 'public', version: '1', options: { sex: null, race: null } });
const body = (of: SystemRecords) => JSON.parse(formOf(kind, 'dsa').print(make(of), of)) as Record<string, unknown>;
const missing = (of: SystemRecords) =>
  make(of)
    .missing.map(({ field }) => field)
    .filter((field) => field !== 'contestation');

describe('a statement of reasons', () => {
  it('takes id, day and automation from the decision, and the rest as it was recorded', () => {
    expect(missing(records(WHOLE))).toEqual([]);
    expect(body(records(WHOLE))).toEqual({
      ...WHOLE,
      ...{ puid: ID, application_date: '2026-11-20', automated_decision: 'AUTOMATED_DECISION_FULLY' },
    });
  });

  it('says by name what lacks, and does not guess how far people decided', () => {
    expect(missing(records(null, 'reviewed'))).toEqual([
      ...[
        'decision_visibility',
        'decision_ground',
        'category',
        'content_type',
        'content_date',
        'decision_facts',
        'source_type',
      ],
      ...['automated_detection', 'automated_decision'],
    ]);
    expect(
      missing(records({ ...WHOLE, decision_visibility: undefined, decision_account: 'DECISION_ACCOUNT_SUSPENDED' })),
    ).toEqual([]);
    const other = { ...WHOLE, content_type: ['CONTENT_TYPE_OTHER'] };
    expect(missing(records(other))).toEqual(['content_type_other']);
  });

  it.each([
    ['category', 'PORNOGRAPHY_OR_SEXUALIZED_CONTENT', 'is one of'],
    ['content_date', '2026-02-30', 'is a day'],
    ['decision_facts', 'x'.repeat(5001), 'at most 5000 characters'],
    ['automated_detection', true, 'is a text'],
    ['puid', '<script>', 'letters, digits'],
    ['source_identity', 7, 'is a text'],
  ])('refuses a %s that the database refuses, and leaves it out', (field, value, why) => {
    const of = records({ ...WHOLE, [field]: value });
    expect(make(of).missing).toContainEqual(expect.objectContaining({ field, how: expect.stringContaining(why) }));
    expect(body(of)).not.toHaveProperty(field);
  });

  it('names to the house what it leaves out, so that a misspelt field is not missed', () => {
    const of = records({ ...WHOLE, incompatible_content_ground: 'Rules, section 4', decision_fact: 'x' });
    const leftOut = (view: 'public' | 'internal') =>
      documentOf(kind, of, { view, version: '1', options: { sex: null, race: null } })
        .sections.flatMap(({ fields }) => fields)
        .find(({ id }) => id === 'left-out')?.value;
    expect(leftOut('internal')).toEqual([
      'incompatible_content_ground (it belongs to another choice), decision_fact (no field; did you mean decision_facts?)',
    ]);
    expect([leftOut('public'), body(of).decision_fact]).toEqual([undefined, undefined]);
  });

  it('leaves out what belongs to the other ground, as the database does', () => {
    const of = records({ ...WHOLE, incompatible_content_ground: 'Rules, section 4' });
    expect(body(of)).not.toHaveProperty('incompatible_content_ground');
  });

  it.skipIf(!hasShared)('is taken by the rules of the database', () => {
    const require = createRequire(import.meta.url);
    const Ajv = (require('ajv/dist/2020') as { default: new (options: object) => never }).default;
    const ajv = new Ajv({ strict: false }) as {
      compile: (one: object) => ((value: unknown) => boolean) & { errors: unknown };
    };
    (require('ajv-formats') as (one: unknown) => void)(ajv);
    const check = ajv.compile(sharedJson('reference/schemas/dsa/statement-of-reasons.derived.schema.json'));
    expect([check(body(records(WHOLE))), check.errors]).toEqual([true, null]);
    const { valid, invalid } = sharedJson<Record<'valid' | 'invalid', { body: Record<string, unknown> }[]>>(
      'reference/schemas/dsa/examples.json',
    );
    for (const one of valid) expect(missing(records(one.body)), JSON.stringify(one.body).slice(0, 80)).toEqual([]);
    for (const one of invalid)
      expect(missing(records(one.body, 'reviewed')).length, JSON.stringify(one)).toBeGreaterThan(0);
  });
});
