import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../core/base/errors.js';
import { compileExplainer } from '../../core/explain/index.js';
import { type Matrix, readModel } from '../../core/models/index.js';
import type { ExplainAnswer, MadeExplanation, Unexplained } from '../explained-decisions/ports/index.js';
import { bindRows, recordsTable } from '../explanations/table/index.js';
import { type Pin, printPin } from '../remote-models/pins/index.js';
import type { AskEndpoint } from '../remote-models/ports.js';
import { explainBetweenCanaries } from './between-canaries.js';
import { explainByEndpoint } from './explain-by-endpoint.js';
import { openEndpointBasis } from './open-endpoint-basis.js';

const bytesOf = (name: string): Uint8Array => readFileSync(join('examples/explain', name));
const model = readModel(bytesOf('model.json'), { name: 'model.json', rounds: 'all' });
const [head = '', ...lines] = new TextDecoder().decode(bytesOf('applicants.csv')).trim().split('\n');
const people = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [head.split(',')[i]!, cell])));
const background = recordsTable('people', people);
const files = { reasons: bytesOf('ecoa.yaml'), constraints: bytesOf('actions.yaml') };
const digest = `sha256:${'d'.repeat(64)}`;
const pin: Pin = {
  endpoint: { kind: 'address', address: 'oip+https://scorer.example/v2/models/credit?key=secret' },
  ...{ inputs: model.featureNames, texts: [], output: null, tolerance: 0, canaries: digest },
};
const version = `sha256:${'e'.repeat(64)}`;
const explain = { background: digest };

let asked = 0;
const ask: AskEndpoint = async (_, { rows }) => {
  asked += rows.rows;
  return { outputs: 1, data: model.predictLinked(rows) };
};
async function explained(row: number, evaluations: number, asking: AskEndpoint = ask) {
  const model_ = new TextEncoder().encode(printPin(pin));
  const basis = await openEndpointBasis(
    { version, explain },
    { model: model_, ...files },
    { background, ask: asking, evaluations },
  );
  const decided = { cutoff: 0.7, accept: 'above' as const, score: null };
  const one = { name: `row ${row}`, inputs: JSON.stringify(people[row]), decided };
  const [made] = await explainByEndpoint(basis, [one], asking);
  return { basis, made: made as MadeExplanation };
}
const matrix = async (): Promise<Matrix> => (await bindRows(model, [background], {})).tables[0]!.rows;
async function exactly(row: number): Promise<Float64Array> {
  const rows = await matrix();
  const one = { ...rows, rows: 1, data: rows.data.slice(row * rows.columns, (row + 1) * rows.columns) };
  const given = { background: rows, scale: 'linked', method: 'exact', evaluations: 1e6 } as const;
  return compileExplainer(model, given).explain(one).values;
}

describe('a decision of a version behind a network', () => {
  it('has the contributions of the model itself on the scale of the score, reasons and changes', async () => {
    const { basis, made } = await explained(17, 20_000);
    expect(basis.facts).toMatchObject({
      ...{ method: 'exact', scale: 'linked', players: model.featureNames, background: { rows: people.length } },
      remote: { endpoint: 'oip+https://scorer.example/v2/models/credit', canaries: digest, seed: 'tribune' },
    });
    const exact = await exactly(17);
    for (const [p, value] of made.values.entries()) expect(value).toBeCloseTo(exact[p]!, 10);
    expect(made).toMatchObject({ standardErrors: null, unfinished: null, reasons: { status: 'ready' } });
    expect(made.asked).toMatchObject({ allowed: 20_000, method: 'exact', settled: true });
    const [found] = made.recourse!.rows;
    expect(found!.best!.prediction[0]).toBeGreaterThanOrEqual(0.7);
    expect(made.plausibility!.length).toBeGreaterThan(0);
  });

  it('asks about no more rows than it may, and says the error of what is not exact', async () => {
    asked = 0;
    const { made } = await explained(17, 400);
    const exact = await exactly(17);
    expect(made.asked).toMatchObject({ method: 'sampling', peopleAtOnce: expect.any(Number) });
    expect(asked).toBeLessThanOrEqual(people.length + 2 * 400 + 1);
    expect(made.standardErrors).toHaveLength(exact.length);
    for (const [p, value] of made.values.entries())
      expect(Math.abs(value - exact[p]!)).toBeLessThan(4 * made.standardErrors![p]! + 1e-9);
    // What was broken off is named: it is not that there were no reasons.
    expect(made.unfinished).not.toBeNull();
    expect(made.unfinished!.includes('reasons') ? made.reasons : made.recourse).toBeNull();
    expect((await explained(17, 400)).made).toEqual(made);
  });

  it('cannot be explained while its endpoint cannot be asked; inputs that fit not are faults of their own', async () => {
    const { basis } = await explained(17, 400);
    const away: AskEndpoint = async () => {
      throw new TribuneError('MODEL_UNREACHABLE', 'gone', { remedy: 'wait' });
    };
    const one = { name: 'a', inputs: JSON.stringify(people[0]), decided: null };
    await expect(explainByEndpoint(basis, [one], away)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' });
    const [bad, good] = await explainByEndpoint(basis, [{ ...one, inputs: '{"age": 1}' }, one], ask);
    expect(bad as Unexplained).toMatchObject({ code: 'DATA_COLUMN_MISSING' });
    expect(good).toMatchObject({ reasons: null });
  });

  it('takes a text that no person has as a category of its own', async () => {
    const texts = { ...pin, inputs: ['job', 'age'], texts: ['job'] };
    const seen: (string | undefined)[] = [];
    const asking: AskEndpoint = async (_, { features, rows }) => {
      const jobs = features[0]!.categories!;
      const data = Float64Array.from({ length: rows.rows }, (_row, r) => {
        seen.push(jobs[rows.data[2 * r]!]);
        return (jobs[rows.data[2 * r]!] === 'cook' ? 1 : 0) + rows.data[2 * r + 1]! / 100;
      });
      return { outputs: 1, data };
    };
    const table = recordsTable('people', [
      { job: 'nurse', age: 30 },
      { job: 'guard', age: 50 },
    ]);
    const model_ = new TextEncoder().encode(printPin(texts));
    const basis = await openEndpointBasis(
      { version, explain },
      { model: model_, reasons: null, constraints: null },
      { background: table, ask: asking, evaluations: 100 },
    );
    const [made] = await explainByEndpoint(
      basis,
      [{ name: 'a', inputs: '{"job":"cook","age":40}', decided: null }],
      asking,
    );
    const { values } = made as MadeExplanation;
    expect(values[0]).toBeCloseTo(1, 12);
    expect(values[1]).toBeCloseTo(0, 12);
    expect(new Set(seen)).toEqual(new Set(['nurse', 'guard', 'cook']));
  });
});

describe('an endpoint', () => {
  const request = { basis: 'b', version, explain, decisions: [] };
  const pinned = { ...files, model: new TextEncoder().encode(printPin(pin)), background: new Uint8Array() };
  const answer: ExplainAnswer = { kind: 'files-wanted' };

  it('is asked between its canaries, and what it said of another model is forgotten', async () => {
    const done: string[] = [];
    let [isSame, isAway] = [true, false];
    const explainer = explainBetweenCanaries({
      async near() {
        done.push('near');
        return answer;
      },
      async far() {
        done.push('far');
        if (isAway) throw new TribuneError('MODEL_UNREACHABLE', 'gone', { remedy: 'wait' });
        return answer;
      },
      forget: async ({ forget }) => void done.push(`forget ${forget}`),
      remoteModels: {
        async demandAsPinned() {
          done.push('canaries');
          if (!isSame) throw new TribuneError('MODEL_ANSWER_INVALID', 'another model', { remedy: 'look' });
          isSame = done.length < 9;
        },
      },
    });
    await explainer({ ...request, files: { ...pinned, model: bytesOf('model.json') } });
    await explainer({ ...request, files: null });
    await explainer({ ...request, files: pinned });
    expect(done).toEqual(['near', 'near', 'canaries', 'far', 'canaries']);
    isSame = true;
    const changing = explainer({ ...request, files: pinned });
    isSame = false;
    await expect(changing).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID' });
    expect(done.slice(5)).toEqual(['canaries', 'far', 'canaries', 'forget b']);
    // One that is away before its canaries are asked again may have given the scores of another model to what stays open.
    [isSame, isAway] = [true, true];
    await expect(explainer({ ...request, files: pinned })).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' });
    expect(done.slice(9)).toEqual(['canaries', 'far', 'forget b']);
    const many = Array.from({ length: 5 }, () => ({ name: 'a', inputs: '{}', decided: null }));
    await expect(explainer({ ...request, files: pinned, decisions: many })).rejects.toThrow(/5 decisions at once/);
  });
});
