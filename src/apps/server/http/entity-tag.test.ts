import { expect, it } from 'vitest';
import { contentTag } from '../../../core/base/content-tag.js';
import { isKnown } from './entity-tag.js';

const TAG = contentTag({ revision: 7, stops: [] });

it('is of the content, in whatever order its members stand', () => {
  expect(contentTag({ stops: [], revision: 7 })).toBe(TAG);
  expect(contentTag({ stops: [], revision: 8 })).not.toBe(TAG);
});

it.each([
  ['the tag', TAG, true],
  ['one that a proxy weakened', `W/${TAG}`, true],
  ['one of some', `"other", W/${TAG}`, true],
  ['any', '*', true],
  ['another one', '"other"', false],
  ['a part of it', TAG.slice(1, -1), false],
  ['nothing', undefined, false],
])('%s is what the caller knows: %s', (_what, header, known) => {
  expect(isKnown({ request: { headers: { 'if-none-match': header } } } as never, TAG)).toBe(known);
});
