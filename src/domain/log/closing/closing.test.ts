import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { finishAll, finishTogether, stopFault } from './closing.js';

const fail = async (message: string): Promise<void> => {
  throw new Error(message);
};

describe('closing', () => {
  it('takes every step in order after one failed, and throws the first failure once', async () => {
    const done: string[] = [];
    const steps = [() => done.push('a'), () => fail('first'), async () => void done.push('b'), () => fail('second')];
    await expect(finishAll(steps)).rejects.toThrow('first');
    expect(done).toEqual(['a', 'b']);
    await finishAll([]);
  });

  it('waits for all that goes on at once before it throws', async () => {
    let isDone = false;
    const slow = async (): Promise<void> => {
      await new Promise((done) => setImmediate(done));
      isDone = true;
    };
    await expect(finishTogether([() => fail('early'), slow])).rejects.toThrow('early');
    expect(isDone).toBe(true);
  });

  it('tells of a store that is away how many entries wait for a head, and leaves other faults as they are', () => {
    const away = new TribuneError('STORE_UNAVAILABLE', 'no connection', { remedy: 'Wait.' });
    expect(stopFault(away, { main: 3, reads: 1 })).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'stopped while the store was away; entries committed and not under a signed head yet: 4 (no connection)',
      cause: away,
    });
    expect((stopFault(away, { main: 0, reads: 0 }) as Error).message).not.toContain('entries');
    const other = new Error('x');
    expect(stopFault(other, { main: 1, reads: 1 })).toBe(other);
  });
});
