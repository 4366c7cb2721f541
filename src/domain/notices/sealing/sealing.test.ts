import { expect, it } from 'vitest';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { openDraft, sealDraft } from './index.js';

it('whatever fits into the form is opened again, also where JSON writes six bytes for each', () => {
  const key = new Uint8Array(32);
  const inputs = Array.from({ length: 500 }, (_, i) => [`input-${i}`, '\u0001'.repeat(1001)] as const);
  const draft = { revision: 1, statement: '\u0002'.repeat(20_000), corrections: Object.fromEntries(inputs) };
  const sealed = sealDraft(nodeRuntime, key, 'a', draft);
  expect(openDraft(nodeRuntime, key, 'a', sealed)).toEqual(draft);
  expect(() => openDraft(nodeRuntime, key, 'b', sealed)).toThrow('was changed in the database');
});
