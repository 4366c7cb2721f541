import { expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { explanationIssued } from '../events/index.js';
import { tellReady } from './tell-ready.js';

/** A batch with one explanation, as followers get it. */
const batch = (of: string): BatchRecords =>
  ({
    batch: { kind: 'event' },
    envelopes: [JSON.stringify({ type: explanationIssued.type }).slice(0, -1)],
    which: [0],
    payload: { contents: [utf8(JSON.stringify({ of, version: 'v', digest: 'd' }))] },
  }) as unknown as BatchRecords;

it('tells again under the same id, also where more is ready meanwhile', async () => {
  const sent: string[] = [];
  let isUp = false;
  const { take } = tellReady({
    async send(id) {
      sent.push(id);
      return isUp ? { ok: true } : { ok: false, problem: 'it answers 503', isFinal: false };
    },
    onTold: () => undefined,
    onProblem: () => undefined,
  });
  const place = { seq: 0 } as never;
  const give = (...batches: BatchRecords[]) => take({ from: place, to: place, batches });
  await expect(give(batch('one'))).rejects.toThrow('503');
  isUp = true;
  await give(batch('one'), batch('two'));
  expect([sent.length, sent[0] === sent[1], new Set(sent).size]).toEqual([3, true, 2]);
});
