import { describe, expect, it } from 'vitest';
import { MemoryRegistryStore } from '../../apps/testing/stores/memory-registry-store.js';
import { SeenRegistry } from './index.js';

const system = (id: string) => ({
  ...{ id, purpose: 'p', domain: 'credit', jurisdictions: [], favourableOutcome: 1 as const, owner: 'o' },
});
const written = (id: string) => ({ systems: [system(id)], models: [], versions: [], deployments: [], activations: [] });

describe('the registry as it was seen', () => {
  it('is read again only where it was written since, and never shown older than it was when asked', async () => {
    const store = new MemoryRegistryStore();
    let reads = 0;
    const seen = new SeenRegistry({
      load() {
        reads++;
        return store.load();
      },
      revision: () => store.revision(),
    });
    await store.write(written('a'));
    expect((await seen.load()).systems.map(({ id }) => id)).toEqual(['a']);
    expect(await seen.load()).toBe(await seen.load());
    expect(reads).toBe(1);
    await store.write(written('b'));
    expect((await seen.load()).systems.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(reads).toBe(2);
  });
});
