import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { stopFault } from './closing.js';

describe('a stop', () => {
  it('tells of a store that is away how many entries wait for a head, and leaves other faults as they are', () => {
    const away = new TribuneError('STORE_UNAVAILABLE', 'no connection', { remedy: 'Wait.' });
    expect(stopFault(away, { main: 3, reads: 1 })).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'stopped while the store was away; entries committed and not under a checkpoint yet: 4 (no connection)',
      cause: away,
    });
    expect((stopFault(away, { main: 0, reads: 0 }) as Error).message).not.toContain('entries');
    const other = new Error('x');
    expect(stopFault(other, { main: 1, reads: 1 })).toBe(other);
  });
});
