import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { explain, findRecourse, readConstraints } from '../../core/explain/index.js';
import { linearModel, matrixFromRows } from '../../core/models/index.js';
import { answerLater } from './answer-later.js';
import { bindRemote, openServer, openTemplate, parseAddress, readHttpTemplate, type ServerOptions } from './index.js';

type Handler = (body: Body, request: IncomingMessage, response: ServerResponse) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: whatever a client sends.
type Body = any;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server; the handler's result is sent as JSON, `undefined` means that it answered itself (or never will). */
async function serve(handler: Handler): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const answer = await handler(text === '' ? undefined : JSON.parse(text), request, response);
    if (answer === undefined) return;
    response.setHeader('content-type', 'application/json');
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const FEATURES = [{ name: 'age' }, { name: 'income' }];
const ROWS = matrixFromRows([
  [30, 2],
  [40, 1],
  [50, 4],
]);
const QUICK: ServerOptions = { timeoutMs: 5000, retries: 0 };
const scoreOf = ([age = 0, income = 0]: number[]): number => 0.01 * age + 0.125 * income;
const expected = [0.55, 0.525, 1];

async function open(address: string, options: ServerOptions = QUICK, warn: (message: string) => void = () => {}) {
  const server = openServer(parseAddress(address), options);
  const description = await server.describe();
  return bindRemote(server, description, { features: FEATURES, sample: ROWS }, { warn, batchRows: 2 });
}

/** A model server of the Open Inference Protocol; `change` spoils its answer. */
const oip =
  (change: (answer: Body, body: Body) => unknown = (answer) => answer): Handler =>
  (body) => {
    if (body === undefined) {
      return {
        name: 'credit',
        versions: ['3'],
        platform: 'test',
        inputs: [{ name: 'X', datatype: 'FP64', shape: [-1, 2] }],
      };
    }
    const { shape, data } = body.inputs[0];
    const scores = Array.from({ length: shape[0] }, (_, r) => scoreOf(data.slice(r * 2, r * 2 + 2)));
    return change(
      {
        model_name: 'credit',
        id: body.id,
        outputs: [{ name: 'p', datatype: 'FP64', shape: [shape[0], 1], data: scores }],
      },
      body,
    );
  };

const refusal = async (work: Promise<unknown>): Promise<{ code: string; message: string }> => {
  const error = (await work.then(
    () => new Error('nothing was refused'),
    (caught: unknown) => caught,
  )) as { code: string; message: string };
  return { code: error.code, message: error.message };
};

describe('Open Inference Protocol', () => {
  it('is asked in batches and its scores come in the order of the rows', async () => {
    const sizes: number[] = [];
    const host = await serve((body, request, response) => {
      if (body !== undefined) sizes.push(body.inputs[0].shape[0]);
      return oip()(body, request, response);
    });
    const remote = await open(`oip+http://${host}/v2/models/credit`);
    expect(Array.from(await remote.predictLater(ROWS))).toEqual(expected);
    // Three canaries of three rows, then batches of two.
    expect(sizes).toEqual([3, 3, 3, 2, 1]);
    expect(remote.description.version).toBe('3');
    expect(remote.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('sends one tensor per column where the model has one input each', async () => {
    const seen: Body[] = [];
    const host = await serve((body) => {
      if (body === undefined) {
        return {
          name: 'm',
          inputs: FEATURES.map(({ name }) => ({ name, datatype: 'FP32', shape: [-1, 1] })),
        };
      }
      seen.push(body.inputs);
      const [age, income] = body.inputs.map((tensor: Body) => tensor.data);
      const data = age.map((_: number, r: number) => [scoreOf([age[r], income[r]])]);
      return {
        model_name: 'm',
        id: body.id,
        outputs: [{ name: 'p', datatype: 'FP32', shape: [data.length, 1], data }],
      };
    });
    const remote = await open(`oip+http://${host}/v2/models/m`);
    expect(Array.from(await remote.predictLater(ROWS))).toEqual(expected);
    expect(seen[0]).toEqual([
      { name: 'age', datatype: 'FP32', shape: [3, 1], data: [30, 40, 50] },
      { name: 'income', datatype: 'FP32', shape: [3, 1], data: [2, 1, 4] },
    ]);
  });

  it('takes the floating-point output when a label stands beside it', async () => {
    const withLabel = oip((answer, body) => ({
      ...answer,
      outputs: [
        {
          name: 'label',
          datatype: 'INT64',
          shape: [body.inputs[0].shape[0]],
          data: answer.outputs[0].data.map(() => 1),
        },
        ...answer.outputs,
      ],
    }));
    const remote = await open(`oip+http://${await serve(withLabel)}/v2/models/credit`);
    expect(Array.from(await remote.predictLater(ROWS))).toEqual(expected);
  });

  const spoiled: [string, (answer: Body) => unknown, RegExp][] = [
    ['another id', (answer) => ({ ...answer, id: 'other' }), /the id "other", not that of the request/],
    ['no id', ({ id: _, ...answer }) => answer, /the id null/],
    [
      'fewer rows',
      (answer) => ({ ...answer, outputs: [{ ...answer.outputs[0], shape: [1, 1], data: [0.5] }] }),
      /3 rows were asked, the answer has the shape \[1,1\]/,
    ],
    [
      'a shape that its data do not fill',
      (answer) => ({ ...answer, outputs: [{ ...answer.outputs[0], shape: [3, 2] }] }),
      /shape \[3,2\] does not hold its 3 values/,
    ],
    ['no outputs', (answer) => ({ ...answer, outputs: [] }), /has no outputs/],
    [
      'labels as text',
      (answer) => ({ ...answer, outputs: [{ name: 'l', datatype: 'BYTES', shape: [3], data: ['yes', 'no', 'no'] }] }),
      /answered with the label "yes", not a score/,
    ],
    [
      'null for a score',
      (answer) => ({ ...answer, outputs: [{ ...answer.outputs[0], data: [1, null, 2] }] }),
      /row 1 is answered with null/,
    ],
    ['no JSON', () => '<html>hello</html>', /not JSON: <html>hello/],
  ];
  it.each(spoiled)('is refused with %s', async (_, change, says) => {
    const { code, message } = await refusal(open(`oip+http://${await serve(oip(change))}/v2/models/credit`));
    expect(code).toBe('MODEL_ANSWER_INVALID');
    expect(message).toMatch(says);
  });

  it('is refused when the same row gets another answer each time', async () => {
    let calls = 0;
    const dice = oip((answer) => {
      calls += 1;
      return {
        ...answer,
        outputs: [{ ...answer.outputs[0], data: answer.outputs[0].data.map((x: number) => x + calls) }],
      };
    });
    const { code, message } = await refusal(open(`oip+http://${await serve(dice)}/v2/models/credit`));
    expect(code).toBe('MODEL_ANSWER_INVALID');
    expect(message).toMatch(/the same row is answered 1\.55 and then 2\.55/);
  });

  it('is refused when it wants another number of inputs', async () => {
    const host = await serve(() => ({ name: 'm', inputs: [{ name: 'X', datatype: 'FP32', shape: [-1, 5] }] }));
    const { code, message } = await refusal(open(`oip+http://${host}/v2/models/m`));
    expect(code).toBe('DATA_COLUMN_MISSING');
    expect(message).toMatch(/wants 5 inputs, the data give 2/);
  });

  it('warns once when whole numbers come instead of scores', async () => {
    const said: string[] = [];
    const labels = oip((answer, body) => ({
      ...answer,
      outputs: [
        { name: 'y', datatype: 'INT64', shape: [body.inputs[0].shape[0]], data: answer.outputs[0].data.map(() => 1) },
      ],
    }));
    const remote = await open(`oip+http://${await serve(labels)}/v2/models/credit`, QUICK, (message) =>
      said.push(message),
    );
    await remote.predictLater(ROWS);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/look like labels, not scores/);
  });
});

describe('a server that fails', () => {
  it('is given up when it never answers', async () => {
    const host = await serve(() => undefined);
    const { code, message } = await refusal(open(`oip+http://${host}/v2/models/m`, { timeoutMs: 60, retries: 0 }));
    expect(code).toBe('MODEL_UNREACHABLE');
    expect(message).toMatch(/no answer within 60 ms/);
  });

  it('is given up when it drips its answer for ever', async () => {
    const host = await serve((_body, _request, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
      return undefined;
    });
    const { code } = await refusal(open(`oip+http://${host}/v2/models/m`, { timeoutMs: 100, retries: 0 }));
    expect(code).toBe('MODEL_UNREACHABLE');
  });

  it('is stopped when its answer grows beyond the limit', async () => {
    const host = await serve(() => ({ name: 'x'.repeat(5000) }));
    const { message } = await refusal(open(`oip+http://${host}/v2/models/m`, { ...QUICK, maxAnswerBytes: 1000 }));
    expect(message).toMatch(/more than 1000 bytes/);
  });

  it('is not there', async () => {
    const gone = await serve(() => ({}));
    await new Promise((done) => servers.pop()!.close(done));
    const { code, message } = await refusal(open(`oip+http://${gone}/v2/models/m`));
    expect(code).toBe('MODEL_UNREACHABLE');
    expect(message).toMatch(/cannot be reached \(ECONNREFUSED\)/);
  });

  it('is asked again after "not now", and its reason is told when that does not help', async () => {
    let refused = 0;
    const host = await serve((body, request, response) => {
      if (body !== undefined && refused++ < 1) {
        response.statusCode = 503;
        return { error: 'warming up' };
      }
      return oip()(body, request, response);
    });
    const again = { ...QUICK, retries: 1, retryWaitMs: 1 };
    const remote = await open(`oip+http://${host}/v2/models/credit`, again);
    expect(Array.from(await remote.predictLater(ROWS))).toEqual(expected);
    refused = -10;
    const { message } = await refusal(remote.predictLater(ROWS));
    expect(message).toMatch(/answers 503: warming up/);
  });

  it('may not send us elsewhere', async () => {
    const host = await serve((_body, _request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest' });
      response.end();
      return undefined;
    });
    const { message } = await refusal(open(`oip+http://${host}/v2/models/m`));
    expect(message).toMatch(/redirect \(302\)/);
  });
});

describe('addresses', () => {
  it.each([
    ['oip+http://example.org/v2/models/m', /example\.org is not a host that rows may be sent to/],
    ['oip+http://169.254.169.254/v2/models/m', /is not a host/],
    ['oip+http://127.0.0.1.evil.example/v2/models/m', /is not a host/],
    ['oip+http://user:secret@127.0.0.1/v2/models/m', /holds a user name or password/],
    ['grpc+http://127.0.0.1/', /is no address of a model server/],
  ])('%s is refused', (address, says) => {
    expect(() => openServer(parseAddress(address))).toThrow(says);
  });

  it('of other machines are used when the caller lists them', () => {
    const address = parseAddress('mlflow+http://models.example:5000');
    expect(openServer(address, { allowHosts: ['models.example:5000'] }).address).toBe(
      'http://models.example:5000/invocations',
    );
  });
});

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

describe('a computation for models in memory', () => {
  it('gives the same answer with a model behind a network', async () => {
    const host = await serve(oip());
    const remote = await open(`oip+http://${host}/v2/models/credit`);
    const local = linearModel({
      format: 't',
      features: FEATURES,
      link: 'identity',
      coefficients: [[0.01, 0.125]],
      intercept: [0],
    });
    const background = matrixFromRows([
      [20, 1],
      [60, 3],
    ]);
    const far = await answerLater(remote, (model) => explain(model, ROWS, { background, method: 'exact' }));
    const near = explain(local, ROWS, { background, method: 'exact' });
    far.values.forEach((value, i) => {
      expect(value).toBeCloseTo(near.values[i]!, 12);
    });
    const constraints = readConstraints({
      tribune: 'recourse/v1',
      scale: { income: 1 },
      features: { income: { mutable: true, integer: true, min: 0, max: 9, direction: 'increase' } },
    });
    const report = await answerLater(remote, (model) =>
      findRecourse(model, { columns: FEATURES, rows: ROWS }, constraints, { cutoff: 0.9, rows: [0] }),
    );
    expect(report.rows[0]!.best!.changes).toEqual({ income: { from: 2, to: 5 } });
    expect(report.rows[0]!.proof).toBe('optimal');
  });
});
