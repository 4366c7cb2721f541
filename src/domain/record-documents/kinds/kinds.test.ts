import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compasRecords, saying, VERSION_DIGEST } from '../../../../test/support/document-records.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import type { ListedRun } from '../../lineage/ports/index.js';
import { ANSWERS } from '../answers/index.js';
import { known, noRecords, type SystemRecords } from '../records/index.js';
import { DOCUMENT_TEMPLATES, STATEMENT_FIELDS, statementField } from '../templates/index.js';
import { DOCUMENT_KINDS, documentOf, formatsOf, formOf, kindNamed } from './index.js';

const options = { sex: null, race: null };
const statementFields = new Set(STATEMENT_FIELDS.map(({ id }) => id));
const HOSTILE = "=cmd|' /C calc'!A0 </script><script>alert(1)</script> --- \u2028 license: mit";
const said = new Map(
  [
    'intended-use',
    'intended-users',
    'out-of-scope-use',
    'licence',
    'harms',
    'mitigations',
    'model-type',
    'caveats',
  ].map((field) => saying(field, field === 'licence' ? 'Apache-2.0' : HOSTILE)),
);
const RUN: ListedRun = {
  ...{
    id: '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60',
    source: 'client',
    name: 'credit 2026-11',
    startedAt: null,
    endedAt: null,
  },
  ...{ recordedAtMs: Date.UTC(2026, 10, 2), by: 'ada', code: null, parameters: { depth: 3 }, hasDocument: false },
  versions: [VERSION_DIGEST],
  data: [{ namespace: '', name: 'applicants', version: '2026-11', digest: null, role: 'training', rows: 1000 }],
};
const records = compasRecords({ statements: said, runs: [known('training run', RUN.id, RUN)] });
/** Formats that no browser shows: what people wrote stands there as it is, inside strings. */
const MACHINE = /^(json|cyclonedx|spdx|in-toto|openlineage)/;
const make = (kind: string, view: 'public' | 'internal' = 'public', of = records) =>
  documentOf(kindNamed(kind), of, { view, version: '1', options });
const print = (kind: string, format: string, of = records) =>
  formOf(kindNamed(kind), format).print(make(kind, 'public', of), of);

describe('every kind of document', () => {
  const kinds = DOCUMENT_KINDS.filter(({ about }) => about !== 'decision').map(({ id }) => id);

  it.each(kinds)('%s is the same from the same records, in every format', (kind) => {
    for (const format of formatsOf(kindNamed(kind))) {
      const text = print(kind, format);
      expect(text).toBe(print(kind, format, structuredClone(records)));
      if (!MACHINE.test(format)) expect(text).not.toContain('<script');
    }
  });

  it.each(kinds)('%s names a source for every value, and who can say what is missing', (kind) => {
    for (const of of [records, noRecords('nothing')]) {
      const document = make(kind, 'internal', of);
      for (const { fields, tables } of document.sections) {
        for (const { value, from, id } of fields) if (value !== null) expect(from, id).not.toEqual([]);
        for (const { from, caption } of tables) expect(from, caption).not.toEqual([]);
      }
      for (const { who, how } of document.missing) expect([who, how]).not.toContain('');
    }
    expect(make(kind, 'internal', noRecords('nothing')).records).toEqual([]);
  });

  const [register, audit] = ['the owner of the system', 'a validator or an auditor'];
  it.each<[string, Partial<SystemRecords>, Readonly<Record<string, string>>]>([
    [
      'the system',
      { system: null },
      { 'system-purpose': register, 'system-domain': register, 'favourable-outcome': register },
    ],
    ['the version', { version: null }, { 'version-label': register, 'version-digest': register }],
    ['where it decides', { deployments: [] }, { served: register }],
    [
      'an audit',
      { audits: [] },
      {
        ...{ 'audited-attributes': audit, 'audited-data': audit, 'audit-verdict': audit, 'audit-intervals': audit },
        ...{ 'audit-requirements': audit, 'overall-figures': audit, 'group-figures': audit },
      },
    ],
    [
      'the word of counsel',
      { statements: new Map([...said].filter(([field]) => field !== 'licence')) },
      { licence: 'legal' },
    ],
  ])('a card without %s names each field that it lacks for that, and who can supply it', (_what, gone, lacks) => {
    const had = new Set(make('model-card').missing.map(({ field }) => field));
    const of = { ...records, ...gone };
    const lost = make('model-card', 'public', of).missing.filter(({ field }) => !had.has(field));
    expect(Object.fromEntries(lost.map(({ field, who }) => [field, who]))).toEqual(lacks);
    const [markdown, html] = [print('model-card', 'md', of), print('model-card', 'html', of)];
    for (const { label, who, field } of lost) {
      expect(markdown, field).toContain(`| ${label} | ${who} |`);
      for (const text of [label, who]) expect(html, field).toContain(text);
    }
  });

  it('tells the figures of two audits apart in every machine format', () => {
    const [record] = records.audits;
    const both = compasRecords({ audits: [record!, { ...record!, deployment: 'compas/trial' }] });
    const { modelCard } = JSON.parse(print('model-card', 'cyclonedx', both)).components[0];
    const names = modelCard.quantitativeAnalysis.performanceMetrics.map(
      ({ type, slice }: Record<'type' | 'slice', string>) => `${type} of ${slice}`,
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('favourable_rate of compas/trial: African-American');
    expect(names).toContain('favourable_rate of compas/prod');
    const spdx = print('model-card', 'spdx', both);
    for (const name of names) expect(spdx).toContain(JSON.stringify(name));
  });

  it('says that there are older training runs where it has room for the newest only', () => {
    const many = compasRecords({ runs: records.runs, hasMoreRuns: true });
    const text = print('model-card', 'md', many);
    expect(text.match(/of the newest 1 training runs; there are older ones/g)!.length).toBeGreaterThan(1);
    expect(print('model-card', 'md')).not.toContain('of the newest');
  });

  it('says how to answer a field in a line that is right and safe to type', () => {
    const howOf = (kind: string, of: typeof records) =>
      make(kind, 'internal', of).missing.find(({ field }) => statementFields.has(field))!.how;
    const data = known('data set', 'sha256:ab', { namespace: '', name: '$(rm x)', version: null, digest: null });
    expect(howOf('datasheet', compasRecords({ subject: '$(rm x)', data }))).toContain(
      'document state sha256:ab --field',
    );
    expect(howOf('model-card', noRecords('x'))).toContain('in the file of --statements: "');
    const fact = { id: 'd', decidedAt: '2026-11-01', deployment: 'compas/prod', route: 'automatic' };
    const decision = known('decision', 'd', { ...fact, explanation: null, notExplained: null, statement: null });
    expect(howOf('adverse-action', compasRecords({ subject: 'd', decision }))).toContain('state compas/prod --field');
  });

  it('is refused by name where it is misspelt, with its formats', () => {
    expect(() => kindNamed('modelcard')).toThrow('no kind of document "modelcard"');
    expect(() => formOf(kindNamed('ll144'), 'cyclonedx')).toThrow('not printed as "cyclonedx"');
  });
});

describe('templates', () => {
  it('name only fields and records that there are, each once', () => {
    for (const { id, sections } of DOCUMENT_TEMPLATES) {
      for (const { fields } of sections)
        for (const field of fields) {
          if ('record' in field) expect(ANSWERS, id).toHaveProperty([field.record]);
          else expect(statementField(field.statement).id).toBe(field.statement);
        }
    }
  });
});

describe('an in-toto statement', () => {
  it('is refused for what it has no word for: an audit that is not decided, or none', () => {
    const [record] = records.audits;
    const open = { ...record!, value: { ...record!.value, verdict: 'inconclusive' as const } };
    expect(() => print('model-card', 'in-toto', compasRecords({ audits: [open] }))).toThrow(
      'in-toto knows no such result',
    );
    const stale = { ...record!, staleBecause: 'it counts decisions of other versions too' };
    expect(() => print('model-card', 'in-toto', compasRecords({ audits: [stale] }))).toThrow('other versions too');
    expect(() => print('model-card', 'in-toto', compasRecords({ audits: [] }))).toThrow('needs a version and an audit');
    expect(() => print('model-card', 'openlineage', compasRecords())).toThrow('no training run');
  });
});

describe('CSV', () => {
  it('holds no formula that a spreadsheet would run', () => {
    const [record] = records.audits;
    const groups = record!.value.groups.map((one) =>
      one.attributes.race === 'Other' ? { ...one, attributes: { ...one.attributes, race: '=HYPERLINK("x")' } } : one,
    );
    const text = print(
      'll144',
      'csv',
      compasRecords({ audits: [{ ...record!, value: { ...record!.value, groups } }] }),
    );
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).not.toMatch(/(^|,|")=/m);
    const cells = ['a;=1', 'a\t=1', '\uff1d1', '\u202ea\u0000', 'plain'];
    const columns = cells.map(() => ({ head: 'x' }));
    const sections = [
      { id: 's', title: 's', fields: [], tables: [{ caption: 'c', columns, rows: [cells], from: [] }] },
    ];
    const line = formOf(kindNamed('ll144'), 'csv')
      .print({ ...make('ll144'), sections }, records)
      .split('\r\n')[2];
    expect(line).toBe(`"a;=1","a\t=1",'\uff1d1,\ufffda\ufffd,plain`);
  });
});

describe('the model card for the Hub', () => {
  it('has front matter of what people said and measured, which nothing they wrote can end', () => {
    const text = print('model-card', 'huggingface');
    const [, matter] = /^---\n([\s\S]*?)\n---\n/.exec(text)!;
    const read = parse(matter!) as Record<string, never>;
    expect(read).toMatchObject({ license: 'apache-2.0', tags: ['tribune', 'justice'] });
    const [index] = read['model-index'] as unknown as {
      results: { metrics: { type: string; value: number; args: object }[] }[];
    }[];
    expect(index!.results[0]!.metrics).toContainEqual({
      ...{ type: 'favourable_rate', name: 'favourable_rate', value: 0.554277382 },
      args: { lower: 0.541847164, upper: 0.566640077, n: 6172 },
    });
  });
});

describe.skipIf(!hasShared)('machine formats', () => {
  const require = createRequire(import.meta.url);
  const schema = (path: string): object => sharedJson(`reference/schemas/${path}`);
  const withFormats = (ajv: { addFormat: (name: string, format: true) => unknown }) => {
    (require('ajv-formats') as (one: unknown) => void)(ajv);
    ajv.addFormat('iri-reference', true);
    ajv.addFormat('idn-email', true);
  };

  it.each(['1.6', '1.7'])('are CycloneDX %s by its own schema', (version) => {
    const Ajv = (require('ajv') as { default: new (options: object) => never }).default;
    const ajv = new Ajv({ strict: false, allErrors: true }) as {
      addFormat: (name: string, format: true) => unknown;
      addSchema: (one: object) => unknown;
      compile: (one: object) => ((value: unknown) => boolean) & { errors: unknown };
    };
    withFormats(ajv);
    for (const side of ['spdx', 'jsf-0.82', 'cryptography-defs'])
      ajv.addSchema(schema(`cyclonedx/${side}.schema.json`));
    const check = ajv.compile(schema(`cyclonedx/bom-${version}.schema.json`));
    for (const of of [records, noRecords('nothing'), compasRecords()]) {
      const text = print('model-card', version === '1.6' ? 'cyclonedx' : 'cyclonedx-1.7', of);
      expect([check(JSON.parse(text)), check.errors]).toEqual([true, null]);
    }
    const [component] = JSON.parse(print('model-card', 'cyclonedx')).components;
    expect(component).toMatchObject({ type: 'machine-learning-model', name: 'compas', version: '2.1' });
    expect(component.hashes).toEqual([{ alg: 'SHA-256', content: VERSION_DIGEST.slice(7) }]);
  });

  it('are SPDX 3 by its own schema, and the Hub front matter by the derived one', () => {
    const Ajv = (require('ajv/dist/2020') as { default: new (options: object) => never }).default;
    const ajv = new Ajv({ strict: false }) as {
      addFormat: (name: string, format: true) => unknown;
      compile: (one: object) => ((value: unknown) => boolean) & { errors: unknown };
    };
    withFormats(ajv);
    const spdx = ajv.compile(schema('spdx3/schema-v3.0.1.json'));
    expect([spdx(JSON.parse(print('model-card', 'spdx'))), spdx.errors]).toEqual([true, null]);
    expect(() => print('model-card', 'spdx', noRecords('nothing'))).toThrow('SPDX wants a time');
    const statement = ajv.compile(schema('in-toto/statement-v1.derived.schema.json'));
    const printed = JSON.parse(print('model-card', 'in-toto'));
    expect([statement(printed), statement.errors]).toEqual([true, null]);
    expect(printed).toMatchObject({
      subject: [{ digest: { sha256: VERSION_DIGEST.slice(7) } }],
      predicate: { result: 'FAILED' },
    });
    const event = ajv.compile(schema('openlineage/OpenLineage.json'));
    expect([event(JSON.parse(print('model-card', 'openlineage'))), event.errors]).toEqual([true, null]);
    const hub = ajv.compile(schema('huggingface/model-card-metadata.derived.schema.json'));
    for (const licence of ['MIT', 'Our own licence, version 2', null]) {
      const of = compasRecords({ statements: new Map(licence === null ? [] : [saying('licence', licence)]) });
      const [, matter] = /^---\n([\s\S]*?)\n---\n/.exec(print('model-card', 'huggingface', of))!;
      expect([hub(parse(matter!)), hub.errors]).toEqual([true, null]);
    }
  });
});
