import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import { logSigner, MemoryLog, testEntries, testOrigin, testSigner } from '../../../../test/support/ledger-log.js';
import type { NoteSigner } from '../notes/sign-note.js';
import { followRotations, splitRotations } from './follow-rotations.js';
import { openCheckpoint } from './judge-checkpoint.js';
import { keysOnlyPolicy } from './policy.js';
import { signKeyRotation } from './rotation.js';

const [second, third] = [2, 3].map((n) => testSigner(testOrigin, undefined, String(n))) as [NoteSigner, NoteSigner];
const policy = keysOnlyPolicy([logSigner.key]);
const statements = async (): Promise<string> =>
  [await signKeyRotation(logSigner, second, 300), await signKeyRotation(second, third, 500)].join('\n');
const signedBy = (size: number, ...signers: NoteSigner[]): Promise<string> =>
  new MemoryLog(testEntries(size)).checkpoint(signers, []);

describe('following a log to its present key', () => {
  it('leads over several statements from the first key to the last', async () => {
    const { policy: now, followed } = await followRotations(await statements(), policy, nodeCrypto);
    expect(followed.map(({ fromSize }) => fromSize)).toEqual([300, 500]);
    const head = await openCheckpoint(await signedBy(600, third), now, nodeCrypto);
    expect(head.checkpoint.size).toBe(600);
  });

  it('takes the old key alone up to the size of the statement and not beyond: a thief cannot go on', async () => {
    const { policy: now } = await followRotations(await statements(), policy, nodeCrypto);
    await expect(openCheckpoint(await signedBy(300, logSigner), now, nodeCrypto)).resolves.toBeDefined();
    await expect(openCheckpoint(await signedBy(301, logSigner), now, nodeCrypto)).rejects.toThrow('did not sign');
    await expect(openCheckpoint(await signedBy(501, second), now, nodeCrypto)).rejects.toThrow('did not sign');
    await expect(openCheckpoint(await signedBy(400, logSigner, second), now, nodeCrypto)).resolves.toBeDefined();
  });

  it('passes over statements of keys that nobody trusts', async () => {
    const { policy: now, followed } = await followRotations(
      await statements(),
      keysOnlyPolicy([second.key]),
      nodeCrypto,
    );
    expect(followed).toHaveLength(1);
    expect(now.logs.map(({ key }) => key)).toEqual([second.key, third.key]);
  });

  it('refuses a statement of a trusted key whose signatures fail', async () => {
    const forged = (await statements()).replace('from 300', 'from 200');
    await expect(followRotations(forged, policy, nodeCrypto)).rejects.toMatchObject({ code: 'LEDGER_INVALID' });
  });

  it('splits the file of a log into its statements', async () => {
    const [one, two] = splitRotations(await statements());
    expect([one, two].join('\n')).toBe(await statements());
    expect(splitRotations('')).toEqual([]);
  });
});
