import { describe, expect, it } from 'vitest';
import { memoryStores } from '../stores/memory-stores.js';
import { decisionLogContract, decisionStoresContract } from './index.js';
import type { ContractStores } from './support.js';

/** Gives the names of the cases that fail. */
async function broken(open: () => Promise<ContractStores>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of decisionStoresContract(open)) await run().catch(() => failed.push(name));
  return failed;
}

describe('the contract of stores', () => {
  it('opens the stores once, and only when the first case runs', async () => {
    let opened = 0;
    const cases = decisionLogContract(async () => {
      opened += 1;
      return memoryStores();
    });
    expect(opened).toBe(0);
    for (const { run } of cases) await run();
    expect(opened).toBe(1);
  });

  it('is broken by a log that forgets, by a ledger that takes everything, and by a registry that changes nothing', async () => {
    const stores = memoryStores();
    const { decisions, ledger, registry } = stores;
    const forgetful = { ...stores, decisions: Object.assign(Object.create(decisions), { readAt: async () => null }) };
    expect(await broken(async () => forgetful)).toContain(
      'gives back what was appended, by number, by entry and in order',
    );
    const credulous = {
      ...memoryStores(),
      ledger: Object.assign(Object.create(ledger), { saveCheckpoint: async () => undefined }),
    };
    expect(await broken(async () => credulous)).toContain('keeps heads that grow and refuses one that contradicts');
    const empty = await registry.load();
    const deaf = {
      ...memoryStores(),
      registry: Object.assign(Object.create(registry), { load: async () => empty }),
    };
    expect(await broken(async () => deaf)).toContain(
      'registers what a document says, once, and adds activations at the end',
    );
  });
});
