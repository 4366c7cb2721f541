import { describe, expect, it } from 'vitest';
import { expected, FEATURES, ROWS, refusal, scoreOf, serve } from '../../../../test/support/model-server.js';
import { utf8 } from '../../../core/base/bytes.js';
import { printPin } from '../../../domain/remote-models/pins/index.js';
import type { CliContext } from '../frame/context.js';
import { bindServer, openHeld } from './open-model.js';

const digest = `sha256:${'c'.repeat(64)}`;
const context = { err: () => undefined, out: () => undefined } as unknown as CliContext;
const admin = { post: async () => ({ version: digest, other: 0 }) };

/** A version that is pinned to one of the two chances that its endpoint answers. */
async function openPin(output: number, options: Record<string, string> = {}) {
  const host = await serve((body) => ({
    predictions: body.dataframe_split.data.map((row: number[]) => [1 - scoreOf(row), scoreOf(row)]),
  }));
  const bytes = utf8(
    printPin({
      endpoint: { kind: 'address', address: `mlflow+http://${host}` },
      ...{ inputs: FEATURES.map(({ name }) => name), texts: [], output, tolerance: 0, canaries: digest },
    }),
  );
  const args = { positionals: [], options };
  const { served } = await openHeld(bytes, 'far@1', { digest, admin }, { args, context });
  return bindServer(served!, { features: FEATURES, sample: ROWS }, args, context);
}

describe('a version that is pinned to one of several scores', () => {
  it.each([
    [0, expected.map((score) => 1 - score)],
    [1, expected],
  ])('is output %i of its endpoint and no other', async (output, scores) => {
    const bound = await openPin(output);
    expect(bound.numOutputs).toBe(1);
    expect(Array.from(await bound.predictLater(ROWS))).toEqual(scores);
  });

  it('refuses an output beside it, and one that the endpoint does not answer', async () => {
    expect(await refusal(openPin(0, { output: '1' }))).toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/pinned to output 0/),
    });
    expect(await refusal(openPin(2))).toMatchObject({
      code: 'MODEL_ANSWER_INVALID',
      message: expect.stringMatching(/number 2 .* is meant/),
    });
  });
});
