import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipBit } from '../../../../test/support/ledger-log.js';
import { concatBytes, encodeBase64, encodeHex, utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { verifyOpening } from '../verify/verify-opening.js';
import { commitment, publicLeaf, verifyLeaf } from './leaf.js';
import { type Opening, parseOpening, printOpening } from './opening.js';

const saltOf = (text: string): Uint8Array => sha256(utf8(`salt ${text}`));
const payload = utf8('{"age":31,"priors_count":2}');
const entry = utf8(
  JSON.stringify({
    type: 'decision.made',
    commitments: {
      payload: encodeBase64(commitment(sha256, saltOf('payload'), payload)),
      attributes: encodeBase64(commitment(sha256, saltOf('attributes'), utf8('{}'))),
    },
  }),
);
const opening: Opening = {
  salt: saltOf('entry'),
  entry,
  parts: new Map([['payload', { salt: saltOf('payload'), content: payload }]]),
};
const leaf = publicLeaf(sha256, opening.salt, entry);

describe('a public leaf', () => {
  it('is the version byte 1 and SHA-256(0x02 || salt || entry), 33 bytes', () => {
    const hash = sha256(concatBytes(Uint8Array.of(2), opening.salt, entry));
    expect(encodeHex(leaf)).toBe(`01${encodeHex(hash)}`);
  });

  it('is opened by its salt and entry only', () => {
    verifyLeaf(sha256, leaf, opening);
    fc.assert(
      fc.property(fc.nat(entry.length * 8 - 1), fc.nat(255), fc.nat(263), (entryBit, saltBit, leafBit) => {
        expect(() => verifyLeaf(sha256, leaf, { ...opening, entry: flipBit(entry, entryBit) })).toThrow();
        expect(() => verifyLeaf(sha256, leaf, { ...opening, salt: flipBit(opening.salt, saltBit) })).toThrow();
        expect(() => verifyLeaf(sha256, flipBit(leaf, leafBit), opening)).toThrow();
      }),
    );
  });

  it('is refused in a version that this program does not know', () => {
    const newer = Uint8Array.of(2, ...leaf.slice(1));
    expect(() => verifyLeaf(sha256, newer, opening)).toThrow('version 2');
  });

  it('needs a salt of 32 bytes', () => {
    expect(() => publicLeaf(sha256, new Uint8Array(16), entry)).toThrow('a salt has 16 bytes');
  });
});

describe('an opening', () => {
  it('is read back to the same bytes', () => {
    expect(parseOpening(printOpening(opening))).toEqual(opening);
    expect(printOpening(parseOpening(utf8(printOpening(opening))))).toBe(printOpening(opening));
  });

  it('proves entry and payload, and names the attributes that stay closed', async () => {
    const { overall, steps } = await verifyOpening({ opening: printOpening(opening), leaf, sha256 });
    expect(overall).toBe('verified');
    expect(steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'opening ok',
      'entry ok',
      'part:payload ok',
      'part:attributes skipped',
    ]);
  });

  it('fails at the payload alone when only the payload was changed', async () => {
    const changed = {
      ...opening,
      parts: new Map([['payload', { salt: saltOf('payload'), content: utf8('{"age":32}') }]]),
    };
    const { overall, steps } = await verifyOpening({ opening: printOpening(changed), leaf, sha256 });
    expect(overall).toBe('failed');
    expect(steps.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual(['part:payload']);
  });

  it('fails for a part that the entry never committed to', async () => {
    const more = { ...opening, parts: new Map([['notes', { salt: saltOf('notes'), content: payload }]]) };
    const { steps } = await verifyOpening({ opening: printOpening(more), leaf, sha256 });
    expect(steps.find(({ id }) => id === 'part:notes')?.detail).toBe('the entry commits to no "notes"');
  });

  it.each([
    ['no JSON', 'x'],
    ['an array', '[]'],
    ['a repeated key', printOpening(opening).replace('"salt"', '"format": "tribune-opening@v1", "salt"')],
    [
      'an escaped repeated key',
      printOpening(opening).replace('"salt"', '"f\\u006frmat": "tribune-opening@v1", "salt"'),
    ],
    ['an unknown field', printOpening(opening).replace('"salt"', '"more": 1, "salt"')],
    ['another format', printOpening(opening).replace('@v1', '@v2')],
    ['a short salt', printOpening({ ...opening, salt: new Uint8Array(31) })],
    ['a part called __proto__', printOpening(opening).replace('"payload"', '"__proto__"')],
    ['parts that are a list', '{"format":"tribune-opening@v1","salt":"","entry":"","parts":[]}'],
    ['deep nesting', `{"format":${'['.repeat(100)}${']'.repeat(100)}}`],
  ])('is refused with %s', (_, text) => {
    expect(() => parseOpening(text)).toThrow(expect.objectContaining({ code: 'LEDGER_INVALID' }));
  });
});
