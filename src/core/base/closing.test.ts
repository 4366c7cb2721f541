import { describe, expect, it } from 'vitest';
import { finishAll, finishTogether, Opened } from './closing.js';

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
});

describe('what was opened', () => {
  const openedWith = (closed: string[]): Opened => {
    const opened = new Opened();
    for (const name of ['store', 'log', 'server']) opened.add(name, (one) => closed.push(one));
    return opened;
  };

  it('is closed in reverse order, once', async () => {
    const closed: string[] = [];
    const opened = openedWith(closed);
    await Promise.all([opened.close(), opened.close()]);
    await opened.close();
    expect(closed).toEqual(['server', 'log', 'store']);
  });

  it('is closed whole where one cannot be closed, and that failure is thrown at every call', async () => {
    const closed: string[] = [];
    const opened = openedWith(closed);
    opened.add('thread', () => fail('no end'));
    await expect(opened.close()).rejects.toThrow('no end');
    await expect(opened.close()).rejects.toThrow('no end');
    expect(closed).toEqual(['server', 'log', 'store']);
  });

  it('is closed after a failure, which is given back whatever else fails', async () => {
    const closed: string[] = [];
    const opened = openedWith(closed);
    opened.add('thread', () => fail('no end'));
    const cause = new Error('port taken');
    expect(await opened.abandon(cause)).toBe(cause);
    expect(closed).toEqual(['server', 'log', 'store']);
  });
});
