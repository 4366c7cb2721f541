import { expect, it } from 'vitest';
import { detailsOf, type ListedStop } from './printed-stop.js';

const at = '2026-11-30T05:00:00Z';
const ended = { at, by: ['ann', 'bob'], audits: [], waiver: null };
const stop = { id: 's', since: at, by: 'key:k', reason: 'r', until: null, trial: null, resumptions: [] };
const lastLine = (more: object) =>
  detailsOf({ ...stop, propagation: null, ended, drill: false, ...more } as unknown as ListedStop).at(-1);

it('says of a trial that its time ended it, and of what persons ended who they are', () => {
  const trial = { of: 't', endsAt: at };
  expect(lastLine({ trial })).toBe(`ended ${at}, as its time was over, on the word of ann and bob`);
  expect(lastLine({ trial, ended: { ...ended, waiver: 'sooner' } })).toBe(`ended ${at} by ann and bob`);
  expect(lastLine({ ended: { ...ended, audits: ['a'] } })).toBe(`ended ${at} by ann and bob`);
});
