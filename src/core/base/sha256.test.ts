import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../test/support/ledger-crypto.js';
import { encodeHex, utf8 } from './bytes.js';
import { sha256 } from './sha256.js';

describe('sha256', () => {
  it('gives the hash of "abc" of FIPS 180-4', () => {
    expect(encodeHex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('gives the hash of the 448-bit message of FIPS 180-4', () => {
    const message = 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq';
    expect(encodeHex(sha256(utf8(message)))).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1');
  });

  it('equals OpenSSL for every length from 0 to 300', () => {
    for (let length = 0; length <= 300; length++) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 131 + length) & 0xff);
      expect(encodeHex(sha256(data))).toBe(encodeHex(nodeCrypto.sha256(data)));
    }
  });

  it('equals OpenSSL on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (data) => {
        expect(encodeHex(sha256(data))).toBe(encodeHex(nodeCrypto.sha256(data)));
      }),
    );
  });
});
