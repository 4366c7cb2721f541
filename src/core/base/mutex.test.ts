import { describe, expect, it } from 'vitest';
import { KeyedMutex, Mutex } from './mutex.js';

const later = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

describe('a mutex', () => {
  it('runs works in order, one at a time, and goes on after one that fails', async () => {
    const mutex = new Mutex();
    const seen: string[] = [];
    const work = (name: string, ms: number) => async () => {
      seen.push(`${name} begins`);
      await later(ms);
      seen.push(`${name} ends`);
      return name;
    };
    const first = mutex.run(work('slow', 20));
    const failed = mutex.run(async () => {
      throw new Error('no');
    });
    const last = mutex.run(work('quick', 0));
    await expect(failed).rejects.toThrow('no');
    expect([await first, await last]).toEqual(['slow', 'quick']);
    await mutex.idle();
    expect(seen).toEqual(['slow begins', 'slow ends', 'quick begins', 'quick ends']);
  });

  it('by keys lets works about other things pass, and never waits in a circle', async () => {
    const mutex = new KeyedMutex();
    const ends: string[] = [];
    const work = (name: string, ms: number) => async () => {
      await later(ms);
      ends.push(name);
    };
    await Promise.all([
      mutex.run(['a', 'b'], work('ab', 30)),
      mutex.run(['b', 'a'], work('ba', 0)),
      mutex.run(['c'], work('c', 0)),
    ]);
    expect(ends).toEqual(['c', 'ab', 'ba']);
  });
});
