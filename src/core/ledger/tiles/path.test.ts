import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTilePath, tilePath } from './path.js';

describe('tile paths', () => {
  it('have three-digit groups, all but the last behind an x', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 5, width: 12 })).toBe('tile/entries/005.p/12');
  });

  it('are read back to the same tile', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(level, fc.nat(2_000_000), fc.integer({ min: 1, max: 256 }), (at, index, width) => {
        const tile = { level: at, index, width };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  it.each([
    '',
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/x000/000',
    'tile/0/x1/000',
    'tile/0/001/000',
    'tile/0/x001',
    'tile/entries/../000',
    'tile/entries/000\n',
    'tile/0/../../etc/passwd',
    'tile/-1/000',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/8/0/000',
  ])('are refused when they are not canonical: %j', (path) => {
    expect(() => parseTilePath(path)).toThrow(expect.objectContaining({ code: 'LEDGER_INVALID' }));
  });
});
