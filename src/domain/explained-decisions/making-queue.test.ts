import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../apps/testing/index.js';
import { MakingQueue } from './making-queue.js';

/** Something that is being made until it is told how that ends. */
function making<T>() {
  let [done, fail]: [(value: T) => void, (cause: Error) => void] = [() => undefined, () => undefined];
  const made = new Promise<T>((yes, no) => {
    [done, fail] = [yes, no];
  });
  made.catch(() => undefined);
  return { make: () => made, done, fail };
}

function queue() {
  const clock = fakeClock(0);
  return { clock, queue: new MakingQueue({ after: clock.after, waitMs: 500 }) };
}

describe('what is being made', () => {
  it('is made once for all who ask, who are told to come again when it takes longer than they wait', async () => {
    const { clock, queue: makings } = queue();
    const first = making<string>();
    const asked = [makings.get('a', first.make), makings.get('a', () => Promise.reject(new Error('made twice')))];
    await clock.advance(500);
    expect([await Promise.all(asked), makings.size]).toEqual([['pending', 'pending'], 1]);
    const late = makings.get('a', () => Promise.reject(new Error('made twice')));
    first.done('it');
    expect([await late, makings.size]).toEqual(['it', 0]);
  });

  it('is waited for by whoever is being given it, however long that takes', async () => {
    const { clock, queue: makings } = queue();
    const first = making<string>();
    const [given, other] = [makings.get('a', first.make, () => false), makings.get('a', first.make)];
    await clock.advance(500);
    expect(await other).toBe('pending');
    first.done('it');
    expect(await given).toBe('it');
  });

  it('stays known when those who waited for an earlier failure hear of it', async () => {
    const { queue: makings } = queue();
    const [failing, again] = [making<string>(), making<string>()];
    const hears = [makings.get('a', failing.make), makings.get('a', failing.make)].map((one) =>
      one.catch(({ message }: Error) => {
        // The first to hear asks again at once.
        if (makings.size === 0) void makings.get('a', again.make);
        return message;
      }),
    );
    failing.fail(new Error('away'));
    expect([await Promise.all(hears), makings.size]).toEqual([['away', 'away'], 1]);
    const third = makings.get('a', () => Promise.reject(new Error('made twice')));
    again.done('it');
    expect(await third).toBe('it');
  });
});
