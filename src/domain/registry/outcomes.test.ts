import { describe, expect, it } from 'vitest';
import { version } from '../../../test/decisions/support/service.js';
import { parseRegistryDocument } from '../../apps/server/documents/registry-document.js';
import { MemoryRegistryStore } from '../../apps/testing/stores/memory-stores.js';
import { applyRegistry } from './apply.js';

const document = (outcome?: object, more: object = {}) =>
  parseRegistryDocument({
    systems: [
      { id: 's', purpose: 'p', domain: 'credit', jurisdictions: [], favourableOutcome: 1, owner: 'o@example.org' },
    ],
    models: [{ id: 'm', system: 's' }],
    versions: [{ model: 'm', digest: version }],
    deployments: [{ id: 'm/prod', version, ...(outcome === undefined ? {} : { outcome }), ...more }],
  });

async function applied(...documents: ReturnType<typeof document>[]) {
  const store = new MemoryRegistryStore();
  const changes = [];
  for (const [i, one] of documents.entries()) changes.push(await applyRegistry(store, one, 1000 * i));
  return { changes, outcome: (await store.load()).deployments[0]?.outcome };
}

describe('what a deployment decides', () => {
  it('is told by the entry of its first activation, and by none where it is 0 or 1', async () => {
    const typed = await applied(document({ type: 'amount', unit: 'USD' }));
    const stored = { type: 'amount', unit: 'USD', decimals: 2, none: false };
    expect(typed.outcome).toEqual(stored);
    expect(typed.changes[0]!.at(-1)!.fields).toContainEqual({ name: 'outcome', from: null, to: stored });
    for (const outcome of [undefined, { type: 'binary' }]) {
      const { changes, ...binary } = await applied(document(outcome));
      expect(binary.outcome).toBeUndefined();
      expect(changes[0]!.at(-1)!.fields.map(({ name }) => name)).not.toContain('outcome');
    }
  });

  it('stays for every further version, said again or not', async () => {
    const later = { cutoff: 0.7 };
    const { outcome } = await applied(
      document({ type: 'class', classes: ['a', 'b'] }),
      document(undefined, later),
      document({ type: 'class', classes: ['a', 'b'] }),
    );
    expect(outcome).toEqual({ type: 'class', classes: ['a', 'b'], none: false });
  });

  it.each([
    [
      { type: 'amount', unit: 'USD' },
      { type: 'amount', unit: 'EUR' },
    ],
    [{ type: 'amount', unit: 'USD' }, { type: 'binary' }],
    [undefined, { type: 'amount', unit: 'USD' }],
    [
      { type: 'ordered', levels: ['a', 'b'] },
      { type: 'ordered', levels: ['b', 'a'] },
    ],
    [{ type: 'binary', none: true }, { type: 'binary' }],
  ])('is refused when a later document says another: %j, then %j', async (first, second) => {
    await expect(applied(document(first), document(second))).rejects.toMatchObject({
      code: 'REGISTRY_INVALID',
      message: expect.stringMatching(/^deployment m\/prod decides .* and the document says /),
    });
  });

  it.each([
    [{ type: 'money' }, 'deployments[0].outcome.type'],
    [{ type: 'amount' }, 'deployments[0].outcome.unit'],
    [{ type: 'amount', unit: 'USD', decimals: 7 }, 'deployments[0].outcome.decimals'],
    [{ type: 'ordered', levels: ['a'] }, 'deployments[0].outcome.levels'],
    [{ type: 'ordered', levels: [1, 2] }, 'expected a text; write numbers in quotes'],
    [{ type: 'class', classes: ['a', 'a'] }, 'names one of them twice'],
  ])('is refused where it is misspelt: %j', (outcome, what) => {
    expect(() => document(outcome)).toThrow(what);
  });
});
