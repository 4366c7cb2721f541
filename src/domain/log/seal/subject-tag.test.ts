import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeRuntime } from '../../../adapters/runtime/node-runtime.js';
import { subjectTag, subjectTags, TAG_BYTES } from './subject-tag.js';

const indexKey = Uint8Array.from({ length: 32 }, (_, i) => 5 * i);

function columnsOf(names: readonly string[]) {
  const encoded = names.map((name) => Buffer.from(name));
  let end = 0;
  const subjectEnds = new Int32Array(names.length);
  encoded.forEach(({ length }, i) => {
    end += length;
    subjectEnds[i] = end;
  });
  return { subjects: new Uint8Array(Buffer.concat(encoded)), subjectEnds };
}

it('a tag is the first 8 bytes of SHA-256 over key and subject', () => {
  const expected = createHash('sha256').update(indexKey).update('case-4711').digest().subarray(0, TAG_BYTES);
  expect(Buffer.from(subjectTag(nodeRuntime, indexKey, 'case-4711'))).toEqual(expected);
});

it.each([
  ['short', 23],
  ['of any length', 90],
])('tags of many subjects, %s, are those of each, and zero for none', (_, maxLength) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary-ascii', maxLength }), { maxLength: 30 }), (names) => {
      const tags = subjectTags(nodeRuntime, indexKey, columnsOf(names));
      const each = names.map((name) =>
        name === '' ? new Uint8Array(TAG_BYTES) : subjectTag(nodeRuntime, indexKey, name),
      );
      expect(Buffer.from(tags)).toEqual(Buffer.concat(each));
    }),
  );
});
