import { describe, expect, it } from 'vitest';
import { AuditLine } from './audit-line.js';

/** Resolves when every audit asked for so far has begun or waits. */
const settled = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** Makes a queue on a clock that stands still, with audits that end when the test says so. */
function line(options: Partial<ConstructorParameters<typeof AuditLine>[0]> = {}) {
  let now = 0;
  const all = new AuditLine({ atOnce: 1, maxWaiting: 8, maxWaitingOfOne: 4, nowMs: () => now, ...options });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    send: (caller: string, name: string) =>
      all.run(caller, () => {
        begun.push(name);
        return new Promise<void>((end) => void ends.push(end));
      }),
    async end(afterMs: number) {
      await settled();
      now += afterMs;
      ends.shift()!();
      await settled();
    },
  };
}

describe('the line of audits', () => {
  it('lets callers take turns, however many each has sent', async () => {
    const { send, end, begun } = line();
    for (const name of ['a1', 'a2', 'a3']) void send('a', name);
    for (const name of ['b1', 'b2']) void send('b', name);
    void send('c', 'c1');
    for (let i = 0; i < 5; i++) await end(10);
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });

  it('runs as many at once as it may', async () => {
    const { send, end, begun } = line({ atOnce: 2 });
    for (const name of ['1', '2', '3']) void send('a', name);
    await settled();
    expect(begun).toEqual(['1', '2']);
    await end(1);
    expect(begun).toEqual(['1', '2', '3']);
  });

  it('tells who would wait too long how many wait and when to come again, by the time that audits take', async () => {
    const { send, end } = line({ maxWaitingOfOne: 2, maxWaiting: 3 });
    void send('a', '0');
    await end(21_000);
    for (const name of ['1', '2', '3']) void send('a', name);
    await expect(send('a', '4')).rejects.toMatchObject({
      code: 'SERVICE_BUSY',
      message: '2 audits of this caller wait already, of 2; this one would be number 3',
      retryAfterS: 7,
    });
    void send('b', '5');
    await expect(send('c', '6')).rejects.toMatchObject({
      message: '3 audits wait already; this one would be number 4',
    });
  });

  it('goes on after one that failed', async () => {
    const all = new AuditLine({ atOnce: 1, maxWaiting: 8, maxWaitingOfOne: 4, nowMs: () => 0 });
    await expect(all.run('a', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await all.run('a', async () => 5)).toBe(5);
  });
});
