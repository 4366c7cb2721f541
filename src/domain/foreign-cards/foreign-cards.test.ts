import { describe, expect, it } from 'vitest';
import { compasRecords, saying, VERSION_DIGEST } from '../../../test/support/document-records.js';
import { hasShared, sharedText } from '../../../test/support/shared.js';
import type { ListedRun } from '../lineage/ports/index.js';
import { documentOf, formOf, kindNamed } from '../record-documents/kinds/index.js';
import { known } from '../record-documents/records/index.js';
import { CARD_FORMATS, LONGEST_NAME, MOST_CHARACTERS, MOST_UNKNOWN, readCard } from './index.js';

const HOSTILE = "</script><script>alert(1)</script> --- \u2028 license: mit =cmd|'x'!A0";
const DATA = `sha256:${'c'.repeat(64)}`;

const mlflow = (more: object = {}): string =>
  JSON.stringify({
    run: {
      info: { run_id: 'abc', run_name: 'credit', user_id: 'ada', status: 'FINISHED' },
      data: {
        params: [{ key: 'depth', value: '3' }],
        metrics: [
          { key: 'auc', value: 0.81, timestamp: 1, step: 0 },
          { key: 'loss', value: 'NaN' },
        ],
        tags: [
          { key: 'license', value: 'MIT' },
          { key: 'mlflow.user', value: 'ada' },
          { key: 'team', value: 'risk' },
        ],
      },
      inputs: {
        dataset_inputs: [
          {
            dataset: { name: 'applicants', digest: 'ab12' },
            tags: [{ key: 'mlflow.data.context', value: 'training' }],
          },
        ],
      },
      ...more,
    },
  });

describe('a run of MLflow', () => {
  it('says name, parameters, metrics, data and licence; what is not understood is told by its place', () => {
    const { said, unknown } = readCard('mlflow', mlflow());
    expect(said).toMatchObject({ name: 'credit', version: null, digest: null, authors: ['ada'], licences: ['MIT'] });
    expect(said.parameters).toEqual([{ name: 'depth', value: '3' }]);
    expect(said.metrics).toEqual([
      { metric: 'auc', value: 0.81, slice: null, lower: null, upper: null },
      // What is no number stays the text that it was: it is never zero.
      { metric: 'loss', value: 'NaN', slice: null, lower: null, upper: null },
    ]);
    expect(said.datasets).toEqual([{ name: 'applicants', version: 'ab12', digest: null, role: 'training' }]);
    expect(unknown).toContainEqual({ at: 'run.info.status', value: '"FINISHED"' });
    expect(unknown).toContainEqual({ at: 'run.data.tags[2].value', value: '"risk"' });
  });

  it('is known by the registered model, where its version stands beside the run', () => {
    const version = { name: 'lending', version: '7', run_id: 'abc', description: 'A score.' };
    const { said } = readCard('mlflow', JSON.stringify({ ...JSON.parse(mlflow()), model_version: version }));
    expect(said).toMatchObject({ name: 'lending', version: '7', description: 'A score.' });
  });

  it('is read as mlflow-export-import writes it, of each metric the last step', () => {
    const exported = {
      mlflow: {
        info: { run_id: 'abc', run_name: 'credit' },
        params: { depth: '3' },
        metrics: {
          auc: [
            { value: 0.7, step: 0 },
            { value: 0.8, step: 1 },
          ],
          // More steps than entries of a list are taken, and logged out of order.
          loss: [{ value: 0.05, step: 1000 }, ...Array.from({ length: 1000 }, (_, step) => ({ value: 9, step }))],
        },
        tags: { license: 'MIT' },
      },
    };
    const { said, unknown } = readCard('mlflow', JSON.stringify(exported));
    expect(said).toMatchObject({ parameters: [{ name: 'depth', value: '3' }], licences: ['MIT'] });
    expect(said.metrics.map(({ value }) => value)).toEqual([0.8, 0.05]);
    expect(unknown.map(({ at }) => at)).toContain('mlflow.metrics.auc[0].value');
  });
});

describe('a card of the Hub', () => {
  it('says licence, data, metrics and what the model is for', () => {
    const card = `---\r
license: other\r
license_name: acme-1\r
datasets:\r
  - acme/people\r
base_model: acme/base\r
library_name: sklearn\r
model-index:\r
  - name: lending\r
    results:\r
      - task: { type: tabular-classification }\r
        dataset: { name: People, type: acme/people }\r
        metrics:\r
          - { type: accuracy, value: 0.9 }\r
inference: false\r
---\r
# Lending\r
## Direct Use\r
Rank applications.\r
## Out-of-Scope Use\r
Housing.\r
`;
    const { said, unknown } = readCard('huggingface', card);
    expect(said).toMatchObject({
      ...{ name: 'lending', licences: ['acme-1'], madeOf: ['acme/base'] },
      ...{ intendedUse: ['Rank applications.'], limitations: ['Housing.'] },
      parameters: [{ name: 'library_name', value: 'sklearn' }],
      datasets: [{ name: 'acme/people', version: null, digest: null, role: null }],
      metrics: [{ metric: 'accuracy', value: 0.9, slice: null, lower: null, upper: null }],
    });
    expect(unknown.map(({ at }) => at)).toContain('inference');
  });

  it.each([
    ['no front matter', '# Only text', 'no front matter'],
    [
      'a bomb of aliases',
      `---\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n---\n`,
      'values once aliases are followed',
    ],
    ['the same key twice', '---\nlicense: mit\nlicense: gpl-3.0\n---\n', 'stands twice'],
    ['a key that would change objects', '---\n__proto__: { a: 1 }\n---\n', 'not allowed'],
  ])('is refused with %s', (_, card, message) => {
    expect(() => readCard('huggingface', card)).toThrow(message);
  });
});

const statements = new Map(
  ['intended-use', 'out-of-scope-use', 'licence', 'harms', 'model-type', 'caveats'].map((field) =>
    saying(field, field === 'licence' ? 'Apache-2.0' : `${field} ${HOSTILE}`),
  ),
);
const RUN: ListedRun = {
  ...{ id: '0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60', source: 'client', name: 'credit', startedAt: null, endedAt: null },
  ...{ recordedAtMs: 1, by: 'ada', code: null, parameters: {}, hasDocument: false, versions: [VERSION_DIGEST] },
  data: [{ namespace: 'acme', name: 'people', version: null, digest: DATA, role: 'training', rows: 10 }],
};
const records = compasRecords({ statements, runs: [known('training run', RUN.id, RUN)] });
const exported = (format: string): string => {
  const kind = kindNamed('model-card');
  return formOf(kind, format).print(
    documentOf(kind, records, { view: 'public', version: '1', options: { sex: null, race: null } }),
    records,
  );
};

describe('what we export', () => {
  it.each(['huggingface', 'cyclonedx', 'cyclonedx-1.7'])('comes back the same from %s', (format) => {
    const { said, cut } = readCard(format === 'huggingface' ? 'huggingface' : 'cyclonedx', exported(format));
    expect(said).toMatchObject({ name: 'compas', version: '2.1', digest: VERSION_DIGEST, licences: ['Apache-2.0'] });
    expect(said.intendedUse).toEqual([`intended-use ${HOSTILE}`, 'Decide who is released.']);
    expect(said.limitations).toEqual(['out-of-scope-use', 'caveats', 'harms'].map((field) => `${field} ${HOSTILE}`));
    expect(said.datasets).toEqual([{ name: 'acme people', version: null, digest: DATA, role: 'training' }]);
    const rate = said.metrics.find(({ metric, slice }) => metric === 'favourable_rate' && slice === null);
    const { estimate, lower, upper } = records.audits[0]!.value.overall.metrics.favourable_rate!;
    expect(rate).toEqual({ metric: 'favourable_rate', value: estimate, slice: null, lower, upper });
    expect(said).toEqual(readCard('cyclonedx', exported('cyclonedx')).said);
    expect(cut).toMatchObject({ listed: 0, texts: 0 });
  });
});

describe('a document about the model', () => {
  const { said } = readCard('mlflow', mlflow({ info: { run_id: 'abc', run_name: HOSTILE } }));
  const inWords = (n: number, format: string): string => {
    const imports = Array.from({ length: n }, (_, i) =>
      known('import', RUN.id, {
        id: RUN.id,
        format: 'mlflow' as const,
        from: `run-${i}`,
        by: 'ada',
        atMs: 1,
        said,
        namesOther: i === 0,
      }),
    );
    const kind = kindNamed('model-card');
    const given = { view: 'internal' as const, version: '1', options: { sex: null, race: null } };
    return formOf(kind, format).print(documentOf(kind, { ...records, imports }, given), records);
  };

  it.each(['html', 'md'])('says in %s what imports say as text, and that there are more than it tells', (format) => {
    const few = inWords(5, format);
    expect(few).toContain('What imported documents say');
    expect(few).toContain('alert(1)');
    expect(few.split('it may be about another model')).toHaveLength(2);
    expect(few).not.toContain('<script>alert');
    const many = inWords(6, format);
    expect(many).toContain('What the newest 5 imported documents, of more, say');
    expect(many.match(/run-\d/g)).not.toContain('run-5');
  });
});

describe('a bill of materials', () => {
  const bom = (components: unknown, more: object = {}): string =>
    JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components, ...more });

  it('is refused without a model, with two, or of another format', () => {
    const model = { type: 'machine-learning-model', name: 'a' };
    expect(() => readCard('cyclonedx', bom([{ type: 'library', name: 'x' }]))).toThrow(
      'names no component of the type',
    );
    expect(() => readCard('cyclonedx', bom([model, model]))).toThrow('names 2 models');
    expect(() => readCard('cyclonedx', bom([model], { specVersion: '1.3' }))).toThrow('no bill of materials');
    expect(() => readCard('cyclonedx', '{"spdxVersion":"SPDX-2.3"}')).toThrow('no bill of materials');
  });

  it.skipIf(!hasShared)('is read from the examples of the specification', () => {
    for (const version of ['1.6', '1.7']) {
      const text = sharedText(`reference/schemas/cyclonedx/valid-machine-learning-${version}.json`);
      expect(readCard('cyclonedx', text).said.name).not.toBeNull();
    }
  });
});

describe('every format', () => {
  it.each(CARD_FORMATS)('%s is bounded in size, depth and names, and refuses what is no text', (format) => {
    const wrap = (text: string): string => (format === 'huggingface' ? `---\nx: ${text}\n---\n` : `{"x":${text}}`);
    // Deeper than what writes JSON can go, in the lines of JSON of front matter too.
    expect(() => readCard(format, wrap(`${'['.repeat(60_000)}"\\u0001"${']'.repeat(60_000)}`))).toThrow(/deeper than/);
    expect(() => readCard(format, 'a'.repeat(MOST_CHARACTERS + 1))).toThrow('characters, more than');
    expect(() => readCard(format, wrap('['.repeat(4000) + ']'.repeat(4000)))).toThrow(/deep/);
    expect(() => readCard(format, wrap('"\0"'))).toThrow('no text');
    expect(() => readCard(format, wrap('"\ud800"'))).toThrow('no text');
    expect(() => readCard(format, 'neither')).toThrow();
  });

  it('an escape hides no character that the database would refuse', () => {
    expect(() => readCard('mlflow', '{"x":"\\u0000"}')).toThrow('no text');
    expect(() => readCard('mlflow', '{"x":"\\ud800"}')).toThrow('no text');
    expect(readCard('mlflow', mlflow({ note: '\\u0000 \ud83d\ude00' })).said.name).toBe('credit');
  });

  it('is read in the time of its size, however long its names are and whatever begins in it', () => {
    const wide = { [`k${'x'.repeat(60_000)}`]: Array.from({ length: 30_000 }, () => 1) };
    const comments = `---\nlicense: mit\n---\n# Uses\n${'<!--'.repeat(30_000)}`;
    const before = process.cpuUsage();
    readCard('mlflow', mlflow({ wide }));
    expect(readCard('huggingface', comments).cut.texts).toBe(1);
    const { user, system } = process.cpuUsage(before);
    // Both together took some seconds when each place was named by its whole path and each comment looked for its end.
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  it('cuts no character in two, and counts each text that it cuts', () => {
    const faces = '\ud83d\ude00'.repeat(3000);
    for (const shift of ['', 'a']) {
      const card = `---\nlicense: mit\nwidget: ${JSON.stringify(shift + faces)}\n---\n# Uses\n<!-- no -->${shift}${faces}\n`;
      const read = readCard('huggingface', card);
      expect(JSON.stringify(read)).not.toMatch(/\\ud8/);
      expect(read.said.intendedUse[0]).toMatch(/^a?\ud83d\ude00/);
      expect(read.cut.texts).toBe(1);
    }
  });

  it('a value without the name of what it measures, and a digest that is none, are told as not understood', () => {
    const model = {
      ...{ type: 'machine-learning-model', name: 'a', hashes: [{ alg: 'SHA-256', content: 'abc' }] },
      modelCard: { quantitativeAnalysis: { performanceMetrics: [{ value: '0.9', slice: 'all' }, { type: 'auc' }] } },
    };
    const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [model] };
    const { said, unknown } = readCard('cyclonedx', JSON.stringify(bill));
    expect(said).toMatchObject({ digest: null, metrics: [] });
    const metric = 'components[0].modelCard.quantitativeAnalysis.performanceMetrics';
    expect(unknown).toEqual([
      { at: 'components[0].hashes[0].content', value: '"abc"' },
      { at: `${metric}[0].value`, value: '"0.9"' },
      { at: `${metric}[0].slice`, value: '"all"' },
      { at: `${metric}[1].type`, value: '"auc"' },
    ]);
    const card = '---\nmodel-index:\n  - results:\n      - metrics:\n          - { value: 0.9, name: acc }\n---\n';
    expect(readCard('huggingface', card).unknown.map(({ value }) => value)).toEqual(['0.9', '"acc"']);
  });

  it('counts what it leaves out', () => {
    const many = Object.fromEntries(Array.from({ length: MOST_UNKNOWN + 7 }, (_, i) => [`f${i}`, i]));
    const { unknown, cut } = readCard('mlflow', mlflow({ extra: many }));
    expect(unknown.length).toBe(MOST_UNKNOWN);
    expect(cut.unknown).toBeGreaterThanOrEqual(7);
    expect(() => readCard('mlflow', mlflow({ info: { run_id: 'x'.repeat(LONGEST_NAME + 1) } }))).toThrow(
      'more than 400',
    );
  });
});
