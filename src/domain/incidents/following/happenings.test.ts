import { expect, it } from 'vitest';
import type { BatchRecords } from '../../log/seal/index.js';
import { happeningsOf } from './happenings.js';

it('asks for no contents of decisions, which are copied record by record for whoever asks', () => {
  const decisions = {
    batch: { kind: 'decision', n: 1 },
    envelopes: [],
    which: null,
    get payload(): never {
      throw new Error('asked for');
    },
  };
  expect(happeningsOf(decisions as unknown as BatchRecords)).toEqual([]);
});
