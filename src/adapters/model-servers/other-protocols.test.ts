import { describe, expect, it } from 'vitest';
import {
  type Body,
  expected,
  FEATURES,
  type Handler,
  open,
  QUICK,
  ROWS,
  refusal,
  scoreOf,
  serve,
} from '../../../test/support/model-server.js';
import { matrixFromRows } from '../../core/models/index.js';
import { bindRemote, openTemplate, readHttpTemplate } from './index.js';

describe('MLflow', () => {
  const mlflow =
    (answer: (row: number[]) => unknown): Handler =>
    (body) => ({ predictions: body.dataframe_split.data.map(answer) });

  it('gets data frames with names and null for missing values', async () => {
    const bodies: Body[] = [];
    const host = await serve((body) => {
      bodies.push(body);
      return { predictions: body.dataframe_split.data.map((row: number[]) => scoreOf(row.map((x) => x ?? 0))) };
    });
    const remote = await open(`mlflow+http://${host}`);
    expect(Array.from(await remote.predictLater(matrixFromRows([[null, 4]])))).toEqual([0.5]);
    expect(bodies.at(-1)).toEqual({ dataframe_split: { columns: ['age', 'income'], data: [[null, 4]] } });
  });

  it('may answer probabilities per class, or records with a label beside the score', async () => {
    const perClass = await open(`mlflow+http://${await serve(mlflow((row) => [1 - scoreOf(row), scoreOf(row)]))}`);
    expect(perClass.numOutputs).toBe(2);
    const records = await open(`mlflow+http://${await serve(mlflow((row) => ({ label: 'no', p: scoreOf(row) })))}`);
    expect(Array.from(await records.predictLater(ROWS))).toEqual(expected);
  });

  it('is refused when it returns the labels of predict()', async () => {
    const { message } = await refusal(open(`mlflow+http://${await serve(mlflow(() => 'approved'))}`));
    expect(message).toMatch(/answered with the label "approved"/);
  });

  it('warns of 0 and 1', async () => {
    const said: string[] = [];
    const host = await serve(mlflow(([age = 0]) => (age > 35 ? 1 : 0)));
    const remote = await open(`mlflow+http://${host}`, QUICK, (message) => said.push(message));
    await remote.predictLater(matrixFromRows(Array.from({ length: 10 }, (_, i) => [30 + i, 1])));
    expect(said[0]).toMatch(/whole numbers only/);
  });

  it('tells the reason that the server gives', async () => {
    const host = await serve((_body, _request, response) => {
      response.statusCode = 400;
      return { error_code: 'BAD_REQUEST', message: 'column income is missing' };
    });
    const { code, message } = await refusal(open(`mlflow+http://${host}`));
    expect(code).toBe('MODEL_UNREACHABLE');
    expect(message).toMatch(/answers 400: column income is missing/);
  });
});

describe('TensorFlow Serving', () => {
  it('is asked by instances, and its version is recorded', async () => {
    const host = await serve((body, request) => {
      if (request.method === 'GET') return { model_version_status: [{ version: '7', state: 'AVAILABLE' }] };
      expect(request.url).toBe('/v1/models/credit:predict');
      return { predictions: body.instances.map((row: number[]) => [scoreOf(row)]) };
    });
    const remote = await open(`tfserving+http://${host}/v1/models/credit`);
    expect(Array.from(await remote.predictLater(ROWS))).toEqual(expected);
    expect(remote.description.version).toBe('7');
  });

  it('is refused while no version is available', async () => {
    const host = await serve(() => ({ model_version_status: [{ version: '7', state: 'LOADING' }] }));
    const { message } = await refusal(open(`tfserving+http://${host}/v1/models/credit`));
    expect(message).toMatch(/no version of the model is available/);
  });
});

describe('plain HTTP by a template', () => {
  it('fills the request, finds the scores, and takes secrets from the environment', async () => {
    let header: string | undefined;
    const host = await serve((body, request) => {
      header = request.headers.authorization;
      return { result: { items: body.people.map((person: Body) => ({ p: scoreOf([person.age, person.income]) })) } };
    });
    const template = readHttpTemplate(
      {
        tribune: 'http-model/v1',
        url: `http://${host}/score`,
        headers: { authorization: 'env:TOKEN' },
        inputs: ['age', 'income'],
        request: { people: '{records}' },
        scores: 'result.items[*].p',
      },
      'scorer.yaml',
    );
    const server = openTemplate(template, { ...QUICK, environment: { TOKEN: 'Bearer abc' } });
    const remote = await bindRemote(server, await server.describe(), { features: FEATURES, sample: ROWS });
    expect(Array.from(await remote.predictLater(ROWS))).toEqual(expected);
    expect(header).toBe('Bearer abc');
    expect(() => openTemplate(template, { environment: {} })).toThrow(/environment variable TOKEN, which is not set/);
  });

  it.each([
    [{ url: 'http://127.0.0.1/' }, /request holds neither/],
    [{ url: 'ftp://127.0.0.1/', request: '{rows}' }, /only http and https/],
    [{ url: 'http://127.0.0.1/', request: '{rows}', retries: 3 }, /"retries" is no key/],
  ])('%j is refused', (given, says) => {
    expect(() => readHttpTemplate({ tribune: 'http-model/v1', ...given }, 'scorer.yaml')).toThrow(says);
  });
});
