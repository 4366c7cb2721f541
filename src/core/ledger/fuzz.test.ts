import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../test/support/ledger-crypto.js';
import {
  hasher,
  logSigner,
  MemoryLog,
  testEntries,
  testSigner,
  witnessSigner,
} from '../../../test/support/ledger-log.js';
import { utf8 } from '../base/bytes.js';
import { TribuneError } from '../base/errors.js';
import { sha256 } from '../base/sha256.js';
import { decodeBase64 } from './bytes/base64.js';
import { parseOpening, printOpening } from './leaves/opening.js';
import { parseCheckpoint } from './notes/checkpoint.js';
import { parsePrivateKey, parseVerifierKey, printVerifierKey } from './notes/key.js';
import { parseNote, printNote } from './notes/note.js';
import { parseReceipt, printReceipt } from './receipts/receipt.js';
import { decodeBundle, encodeBundle } from './tiles/bundle.js';
import { parseTilePath, tilePath } from './tiles/path.js';
import { TileReader } from './tiles/reader.js';
import { parseTrustPolicy } from './trust/policy.js';
import { signKeyRotation, verifyKeyRotation } from './trust/rotation.js';
import { verifyReceipt } from './verify/verify-receipt.js';
import { parseAddCheckpoint, parseCosignatures, parseSize, printAddCheckpoint } from './witness/add-checkpoint.js';

const runs = Number(process.env.TRIBUNE_FUZZ_RUNS ?? 150);

/** Runs a parser and lets pass nothing but success and a `TribuneError`. */
async function survives(parse: () => unknown): Promise<void> {
  try {
    await parse();
  } catch (error) {
    if (!(error instanceof TribuneError)) throw error;
    expect(error.message.length).toBeLessThan(400);
  }
}

/** Good text with some spans replaced, doubled or removed: reaches deeper than noise. */
function mutated(good: string): fc.Arbitrary<string> {
  const snippet = fc.oneof(
    fc.constantFrom(
      '',
      '\n',
      '\n\n',
      ' ',
      '+',
      '=',
      '\u2014 ',
      'old ',
      '0',
      '-1',
      '18446744073709551616',
      '"',
      '{',
      '\u0000',
      '\r',
      '\ud800',
    ),
    fc.string({ maxLength: 8, unit: 'binary' }),
  );
  const edit = fc.tuple(fc.nat(good.length), fc.nat(12), snippet);
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    let text = good;
    for (const [at, length, replacement] of edits) text = text.slice(0, at) + replacement + text.slice(at + length);
    return text;
  });
}

describe('whatever it is given, each parser gives a result or one clear error', () => {
  const goods = new Map<string, string>();

  beforeAll(async () => {
    const log = new MemoryLog(testEntries(20));
    const reader = new TileReader(hasher, log.read, log.head);
    const checkpoint = await log.checkpoint();
    const opening = { salt: sha256(utf8('s')), entry: utf8('{"commitments":{}}'), parts: new Map() };
    goods.set('note', checkpoint);
    goods.set(
      'receipt',
      printReceipt({ extra: utf8('entry-3'), index: 3, proof: await reader.inclusionProof(3), checkpoint }),
    );
    goods.set('request', printAddCheckpoint({ oldSize: 5, proof: await reader.consistencyProof(5), checkpoint }));
    goods.set(
      'policy',
      `log ${printVerifierKey(logSigner.key)}\nwitness w ${printVerifierKey(witnessSigner.key)}\ngroup g 1 w\nquorum g\n`,
    );
    goods.set('opening', printOpening(opening));
    goods.set('rotation', await signKeyRotation(logSigner, testSigner(logSigner.key.name, 1, 'new'), 3));
    goods.set('vkey', printVerifierKey(logSigner.key));
    goods.set('path', 'tile/0/x001/x234/067.p/7');
  });

  const parsers: Record<string, (text: string | Uint8Array) => unknown> = {
    note: (text) => parseCheckpoint(parseNote(text).text),
    receipt: (receipt) =>
      verifyReceipt({
        receipt,
        trust: { logs: [{ key: logSigner.key }], witnesses: [], groups: [], quorum: 'none' },
        crypto: nodeCrypto,
      }),
    request: parseAddCheckpoint,
    policy: parseTrustPolicy,
    opening: parseOpening,
    rotation: (text) => verifyKeyRotation(text, [logSigner.key], nodeCrypto),
    vkey: (text) => parseVerifierKey(String(text)),
    path: (text) => parseTilePath(String(text)),
    privateKey: (text) => parsePrivateKey(`PRIVATE+KEY+${text}`),
    cosignatures: parseCosignatures,
    size: parseSize,
    base64: (text) => decodeBase64(String(text), 'text'),
    bundle: (bytes) => decodeBundle(typeof bytes === 'string' ? utf8(bytes) : bytes, 3),
  };

  it.each(Object.keys(parsers))('%s, of arbitrary text and bytes', async (name) => {
    const input = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), fc.json());
    await fc.assert(
      fc.asyncProperty(input, (text) => survives(() => parsers[name]!(text))),
      { numRuns: runs },
    );
  });

  it.each(['note', 'receipt', 'request', 'policy', 'opening', 'rotation', 'vkey', 'path'])(
    '%s, of damaged good text',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(mutated(goods.get(name)!), (text) => survives(() => parsers[name]!(text))),
        { numRuns: 2 * runs },
      );
    },
  );

  it('prints what it accepts with the same bytes', () => {
    const same = (name: string, print: (text: string) => string, essence = (text: string) => text): void =>
      fc.assert(
        fc.property(mutated(goods.get(name)!), (text) => {
          let printed: string;
          try {
            printed = print(text);
          } catch {
            return;
          }
          expect(printed).toBe(essence(text));
        }),
        { numRuns: 2 * runs },
      );
    same('note', (text) => printNote(parseNote(text)));
    same('receipt', (text) => printReceipt(parseReceipt(text)));
    same('request', (text) => printAddCheckpoint(parseAddCheckpoint(text)));
    // A key may come as its file, which ends its line: that end is the one thing that is not printed again.
    same(
      'vkey',
      (text) => printVerifierKey(parseVerifierKey(text)),
      (text) => text.replace(/\r?\n$/, ''),
    );
    same('path', (text) => tilePath(parseTilePath(text)));
  });

  it.each(['', '\n', '\r\n'])('reads a verifier key that ends with %j, and nothing else around it', (end) => {
    const key = goods.get('vkey')!;
    expect(printVerifierKey(parseVerifierKey(key + end))).toBe(key);
    for (const around of [`${key}${end}\n\n`, `\n${key}${end}`, `${key} ${end}`, ` ${key}${end}`]) {
      expect(() => parseVerifierKey(around)).toThrow();
    }
  });

  it('refuses files above their limits without reading them', async () => {
    const long = 'a'.repeat(2_000_000);
    for (const name of ['note', 'receipt', 'request', 'policy', 'cosignatures', 'size']) {
      await survives(() => parsers[name]!(long));
    }
    const many = `x\n\n${'\u2014 a AAAAAAAA\n'.repeat(65)}`;
    expect(() => parseNote(many)).toThrow('65 signatures');
    expect(parseNote(`x\n\n${'\u2014 a AAAAAAAA\n'.repeat(64)}`).signatures).toHaveLength(64);
  });

  it('reads a bundle of any entries back', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 30 }), (entries) => {
        expect(decodeBundle(encodeBundle(entries), entries.length)).toHaveLength(entries.length);
      }),
    );
  });
});
