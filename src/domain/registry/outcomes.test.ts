import { describe, expect, it } from 'vitest';
import { version } from '../../../test/decisions/support/service.js';
import { parseRegistryDocument } from '../../apps/server/documents/registry-document.js';
import { MemoryRegistryStore } from '../../apps/testing/stores/memory-registry-store.js';
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

  it('tells where the bands of amounts begin, and is as before without them', async () => {
    const { outcome, changes } = await applied(document({ type: 'amount', unit: 'USD', bands: [0.5, 1000] }));
    const stored = { type: 'amount', unit: 'USD', decimals: 2, bands: [0.5, 1000], none: false };
    expect(outcome).toEqual(stored);
    expect(changes[0]!.at(-1)!.fields).toContainEqual({ name: 'outcome', from: null, to: stored });
    expect(Object.keys((await applied(document({ type: 'amount', unit: 'USD' }))).outcome!)).not.toContain('bands');
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
    [
      { type: 'amount', unit: 'USD' },
      { type: 'amount', unit: 'USD', bands: [1] },
    ],
    [
      { type: 'amount', unit: 'USD', bands: [1, 2] },
      { type: 'amount', unit: 'USD', bands: [1] },
    ],
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
    [{ type: 'money' }, 'deployments[0].outcome.type: "money" is no type of outcome. Possible: binary, amount'],
    [{ type: 'rankings' }, 'Did you mean "ranking"?'],
    [{ unit: 'USD' }, 'outcome.type: name the type of what is decided: binary, amount'],
    [{ type: 'amount' }, 'deployments[0].outcome.unit'],
    [{ type: 'amount', unit: 'USD', decimals: 7 }, 'deployments[0].outcome.decimals'],
    [{ type: 'amount', unit: 'USD', bands: [] }, 'deployments[0].outcome.bands'],
    [{ type: 'amount', unit: 'USD', bands: [0, 1] }, 'a band begins above 0; the first one begins at 0 by itself'],
    [{ type: 'amount', unit: 'USD', bands: [2, 1] }, 'bands begin at ascending values'],
    [{ type: 'amount', unit: 'USD', bands: [1, 1] }, 'bands begin at ascending values'],
    [{ type: 'amount', unit: 'USD', bands: [0.125] }, 'outcome.bands: a band begins at an amount'],
    [{ type: 'amount', unit: 'USD', bands: [1e15] }, 'outcome.bands: a band begins at an amount'],
    [{ type: 'amount', unit: 'USD', bands: ['1,000'] }, 'deployments[0].outcome.bands[0]'],
    [{ type: 'amount', unit: 'USD', bands: Array.from({ length: 21 }, (_, i) => i + 1) }, 'outcome.bands'],
    [{ type: 'ordered', levels: ['a', 'b'], bands: [1] }, 'bands'],
    [{ type: 'ordered', levels: ['a'] }, 'deployments[0].outcome.levels'],
    [{ type: 'ordered', levels: [1, 2] }, 'expected a text; write numbers in quotes'],
    [{ type: 'class', classes: ['a', 'a'] }, 'names one of them twice'],
  ])('is refused where it is misspelt: %j', (outcome, what) => {
    expect(() => document(outcome)).toThrow(what);
  });
});
