import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import {
  logSigner,
  MemoryLog,
  testEntries,
  testOrigin,
  testSigner,
  witnessSigner,
} from '../../../../test/support/ledger-log.js';
import { printVerifierKey, SIGNATURE_TYPES } from '../notes/key.js';
import { openCheckpoint } from './judge-checkpoint.js';
import { keysOnlyPolicy, parseTrustPolicy, quorumMet } from './policy.js';
import { signKeyRotation, verifyKeyRotation } from './rotation.js';

const log = `log ${printVerifierKey(logSigner.key)}`;
const vkeyOf = (name: string): string => printVerifierKey(testSigner(name, SIGNATURE_TYPES.cosignatureV1).key);
const witness = (name: string): string => `witness ${name} ${vkeyOf(`${name}.example`)}`;

const twoLevels = `# the example of C2SP, with keys
${log}

${witness('X1')}
${witness('X2')}
\t${witness('X3')} https://x3.example/
group X-witnesses 2 X1 X2 X3
${witness('Y1')}
${witness('Y2')}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

describe('a trust policy', () => {
  it('is met by two X and one Y in the example of two levels, by nothing less', () => {
    const policy = parseTrustPolicy(twoLevels);
    const names = ['X1', 'X2', 'X3', 'Y1', 'Y2'];
    for (let subset = 0; subset < 2 ** names.length; subset++) {
      const signed = names.filter((_, i) => (subset >> i) & 1);
      const expected =
        signed.filter((name) => name.startsWith('X')).length >= 2 && signed.some((name) => name.startsWith('Y'));
      expect(quorumMet(policy, new Set(signed))).toBe(expected);
    }
  });

  it('keeps URLs and ignores comments, blank lines and white space', () => {
    const { logs, witnesses } = parseTrustPolicy(twoLevels);
    expect([logs.length, witnesses.length, witnesses[2]!.url]).toEqual([1, 5, 'https://x3.example/']);
  });

  it('needs nobody under quorum none', () => {
    expect(quorumMet(parseTrustPolicy(`${log}\nquorum none\n`), new Set())).toBe(true);
  });

  it.each([
    ['no quorum', `${log}\n`],
    ['two quorums', 'quorum none\nquorum none\n'],
    ['an unknown word', 'trust me\nquorum none\n'],
    ['an undefined quorum', 'quorum w1\n'],
    ['a quorum before its witness', `quorum w1\n${witness('w1')}\n`],
    ['no newline at the end', 'quorum none'],
    ['a repeated log key', `${log}\n${log}\nquorum none\n`],
    ['a repeated witness key', `witness a ${vkeyOf('a')}\nwitness b ${vkeyOf('a')}\nquorum none\n`],
    ['a repeated name', `witness a ${vkeyOf('a')}\nwitness a ${vkeyOf('b')}\nquorum none\n`],
    ['a witness called none', `witness none ${vkeyOf('a')}\nquorum none\n`],
    ['a log key for a witness', `witness a ${printVerifierKey(logSigner.key)}\nquorum none\n`],
    ['a witness key for a log', `log ${vkeyOf('a')}\nquorum none\n`],
    ['an empty group', `${witness('a')}\ngroup g all\nquorum none\n`],
    ['a threshold of 0', `${witness('a')}\ngroup g 0 a\nquorum none\n`],
    ['a threshold above the members', `${witness('a')}\ngroup g 2 a\nquorum none\n`],
    ['a member twice', `${witness('a')}\ngroup g all a a\nquorum none\n`],
    ['a member of two groups', `${witness('a')}\ngroup g all a\ngroup h all a\nquorum none\n`],
    ['a group in itself', `${witness('a')}\ngroup g all a g\nquorum none\n`],
    ['a carriage return', 'quorum none\r\n'],
    [
      'a wrong key id',
      `log ${printVerifierKey(logSigner.key).replace(/\+[0-9a-f]{8}\+/, '+00000000+')}\nquorum none\n`,
    ],
  ])('is refused with %s', (_, text) => {
    expect(() => parseTrustPolicy(text)).toThrow(expect.objectContaining({ code: 'LEDGER_INVALID' }));
  });
});

describe('a key rotation', () => {
  const newSigner = testSigner(testOrigin, SIGNATURE_TYPES.ed25519, 'second');
  const small = new MemoryLog(testEntries(5));

  it('leaves checkpoints readable for holders of either key while both sign', async () => {
    const both = await small.checkpoint([logSigner, newSigner], []);
    for (const keys of [[logSigner.key], [newSigner.key], [logSigner.key, newSigner.key]]) {
      expect((await openCheckpoint(both, keysOnlyPolicy(keys), nodeCrypto)).checkpoint.size).toBe(5);
    }
  });

  it('refuses a checkpoint on which one of two known keys is false, though the other is right', async () => {
    const forged = { key: newSigner.key, sign: logSigner.sign };
    const policy = keysOnlyPolicy([logSigner.key, newSigner.key]);
    await expect(openCheckpoint(await small.checkpoint([logSigner, forged], []), policy, nodeCrypto)).rejects.toThrow(
      'does not fit the note',
    );
  });

  it('refuses a checkpoint of the new key for one who knows only the old', async () => {
    const newOnly = await small.checkpoint([newSigner], []);
    await expect(openCheckpoint(newOnly, keysOnlyPolicy([logSigner.key]), nodeCrypto)).rejects.toThrow('did not sign');
  });

  it('hands trust from the old key to the new by a note that both signed', async () => {
    const note = await signKeyRotation(logSigner, newSigner, 5);
    const rotation = await verifyKeyRotation(note, [logSigner.key], nodeCrypto);
    expect(rotation).toEqual({ origin: testOrigin, oldKey: logSigner.key, newKey: newSigner.key, fromSize: 5 });
  });

  it('is refused from a key that is not trusted, and without the signature of either', async () => {
    const note = await signKeyRotation(logSigner, newSigner, 5);
    await expect(verifyKeyRotation(note, [newSigner.key], nodeCrypto)).rejects.toThrow('not one that you trust');
    const lines = note.trimEnd().split('\n');
    for (const cut of [lines.slice(0, -1), lines.toSpliced(-2, 1)]) {
      await expect(verifyKeyRotation(`${cut.join('\n')}\n`, [logSigner.key], nodeCrypto)).rejects.toThrow('both sign');
    }
  });

  it('cannot be taken for a checkpoint, nor a checkpoint for a rotation', async () => {
    const note = await signKeyRotation(logSigner, newSigner, 5);
    await expect(openCheckpoint(note, keysOnlyPolicy([logSigner.key]), nodeCrypto)).rejects.toThrow();
    const checkpoint = await small.checkpoint([logSigner, newSigner], []);
    await expect(verifyKeyRotation(checkpoint, [logSigner.key], nodeCrypto)).rejects.toThrow('not a key rotation');
  });
});

describe('a checkpoint', () => {
  it('of another origin than the key name is not trusted', async () => {
    const other = new MemoryLog(testEntries(2), 'other.example/log');
    const policy = keysOnlyPolicy([logSigner.key]);
    await expect(openCheckpoint(await other.checkpoint([logSigner], []), policy, nodeCrypto)).rejects.toThrow(
      'not one that you trust',
    );
  });

  it('with a false signature of a known witness is refused even where no quorum is asked', async () => {
    const forged = { key: witnessSigner.key, sign: logSigner.sign };
    const note = await new MemoryLog(testEntries(2)).checkpoint([logSigner], [forged]);
    const text = `${log}\nwitness w1 ${printVerifierKey(witnessSigner.key)}\nquorum none\n`;
    await expect(openCheckpoint(note, parseTrustPolicy(text), nodeCrypto)).rejects.toThrow('does not fit the note');
  });
});
