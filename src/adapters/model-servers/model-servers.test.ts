import { describe, expect, it } from 'vitest';
import {
  type Body,
  expected,
  FEATURES,
  oip,
  open,
  QUICK,
  ROWS,
  refusal,
  scoreOf,
  serve,
  servers,
} from '../../../test/support/model-server.js';
import { explain, findRecourse, readConstraints } from '../../core/explain/index.js';
import { linearModel, matrixFromRows } from '../../core/models/index.js';
import { answerLater } from '../../domain/explanations/context/index.js';
import { openServer, parseAddress } from './index.js';

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

  it('are the chances of two classes while they sum to one', async () => {
    const said: string[] = [];
    const pairs = (second: (score: number) => number) =>
      oip((answer, body) => {
        const [rows] = body.inputs[0].shape;
        const scores = answer.outputs[0].data.flatMap((score: number) => [1 - score, second(score)]);
        return { ...answer, outputs: [{ name: 'p', datatype: 'FP64', shape: [rows, 2], data: scores }] };
      });
    const chances = async (second: (score: number) => number) => {
      const address = `oip+http://${await serve(pairs(second))}/v2/models/credit`;
      return open(address, QUICK, (message) => said.push(message));
    };
    expect((await chances((score) => score + 0.0004)).model.chances).toBe('both');
    expect((await chances((score) => score + 0.01)).model.chances).toBeUndefined();
    const later = await chances((score) => (score > 1 ? score : Math.abs(score)));
    expect(later.model.chances).toBe('both');
    await later.predictLater(matrixFromRows([[200, 1]]));
    await later.predictLater(matrixFromRows([[200, 1]]));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/sum to one, and now -1\.125 and 2\.125[\s\S]*--output 0 or 1/);
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

  it('is refused when its answer nests without end', async () => {
    const host = await serve(() => '['.repeat(100_000));
    const { code, message } = await refusal(open(`oip+http://${host}/v2/models/m`));
    expect([code, message]).toEqual(['MODEL_ANSWER_INVALID', expect.stringMatching(/nested deeper than 32/)]);
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
