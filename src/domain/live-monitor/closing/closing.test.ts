import { expect, it } from 'vitest';
import { Closing, type ClosingDeps } from './closing.js';

it('a deployment that cannot be closed keeps no other one from it, and its failure is told', async () => {
  const asked: string[] = [];
  const epochs = [
    { deployment: 'broken', epoch: 1, policyDigest: 'one' },
    { deployment: 'broken', epoch: 2, policyDigest: 'two' },
    { deployment: 'loans', epoch: 1, policyDigest: 'three' },
  ];
  const deps = {
    store: { openEpochs: async () => epochs },
    policies: {
      read: async (digest: string) => {
        asked.push(digest);
        throw new Error(`cannot read ${digest}`);
      },
    },
  } as unknown as ClosingDeps;
  await expect(new Closing(deps).run()).rejects.toThrow('cannot read one');
  expect(asked).toEqual(['one', 'three']);
});
