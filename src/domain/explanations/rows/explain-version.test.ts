import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NEUTRAL } from '../../../../test/support/generators/models.js';
import { memoryModelBytes } from '../../../apps/testing/stores/memory-model-bytes.js';
import { utf8 } from '../../../core/base/bytes.js';
import { explanationRow } from '../../../core/explain/index.js';
import { modelStore } from '../../model-store/index.js';
import { recordsTable } from '../table/index.js';
import { explainVersion } from './index.js';

const RECORDED = [
  { age: 20, income: 1 },
  { age: 40, income: 5, name: 'not an input' },
];

describe('a version that the registry names by digest', () => {
  const kept = new Map<string, Uint8Array>();
  const models = modelStore({ bytes: memoryModelBytes(kept), newSha256: () => createHash('sha256') });

  it('explains recorded inputs by the bytes that are kept', async () => {
    const digest = await models.put(utf8(JSON.stringify(NEUTRAL)));
    const data = recordsTable('inputs of credit-prod', RECORDED);
    const { context, explanation } = await explainVersion(digest, { data, background: data, row: 1 }, { models });
    expect(context).toMatchObject({ digest, modelName: digest, indices: [1] });
    const { prediction, values, additivityError } = explanationRow(explanation, 0);
    expect(explanation.method).toBe('interventional');
    expect(prediction).toEqual([1.5]);
    expect(values).toEqual({ age: [1], income: [0] });
    expect(Math.abs(additivityError)).toBeLessThan(1e-12);
  });

  it('never explains by bytes that were changed', async () => {
    const digest = await models.put(utf8(JSON.stringify(NEUTRAL)));
    kept.set(digest, utf8(JSON.stringify({ ...NEUTRAL, baseOffset: [5] })));
    await expect(explainVersion(digest, { data: recordsTable('x', RECORDED) }, { models })).rejects.toMatchObject({
      code: 'STORE_INVALID',
    });
  });

  it('says which input the records lack, and that a model is not kept', async () => {
    const digest = await models.put(utf8(JSON.stringify(NEUTRAL)));
    const data = recordsTable('inputs of credit-prod', [{ aeg: 20, income: 1 }]);
    await expect(explainVersion(digest, { data }, { models })).rejects.toThrow(
      'no input "age" in inputs of credit-prod',
    );
    await expect(explainVersion(`sha256:${'1'.repeat(64)}`, { data }, { models })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
