import { expect, it } from 'vitest';
import { AskedWork } from './asked-work.js';

/** Work whose runs end when they are told to, over a list of things of which each run takes what is there when it begins. */
function world() {
  const there: string[] = [];
  const taken: string[][] = [];
  const ends: (() => void)[] = [];
  const work = new AskedWork(async () => {
    taken.push(there.splice(0));
    await new Promise<void>((done) => void ends.push(done));
  });
  const put = (what: string): void => {
    there.push(what);
    work.ask();
  };
  const end = async (): Promise<void> => {
    ends.shift()!();
    for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  };
  return { work, taken, put, end };
}

it('runs once more for whoever asks while it runs, however many they are, and never twice at once', async () => {
  const { work, taken, put, end } = world();
  for (const what of ['a', 'b', 'c']) put(what);
  expect(taken).toEqual([['a']]);
  await end();
  expect(taken).toEqual([['a'], ['b', 'c']]);
  await end();
  await work.idle();
  expect(taken).toHaveLength(2);
  put('d');
  expect(taken).toEqual([['a'], ['b', 'c'], ['d']]);
  await end();
});

it('loses nobody who asks at whatever turn after the last look of a run', async () => {
  for (let turns = 0; turns < 8; turns++) {
    const there: number[] = [];
    const taken: number[] = [];
    const work = new AskedWork(async () => void taken.push(...there.splice(0)));
    there.push(1);
    work.ask();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    there.push(2);
    work.ask();
    await work.idle();
    expect(taken, `asked after ${turns} turns`).toEqual([1, 2]);
  }
});

it('goes on after a run that failed, and begins none after its end', async () => {
  let runs = 0;
  const work = new AskedWork(async () => {
    runs += 1;
    if (runs === 1) throw new Error('away');
  });
  work.ask();
  await expect(work.idle()).rejects.toThrow('away');
  work.ask();
  await work.close();
  work.ask();
  await work.idle();
  expect(runs).toBe(2);
});
