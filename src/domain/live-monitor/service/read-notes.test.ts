import { describe, expect, it } from 'vitest';
import { ReadNotes } from './read-notes.js';

const HOUR = 3_600_000;

function notes() {
  let nowMs = 0;
  const written: string[] = [];
  const kept = new ReadNotes(() => nowMs);
  const read = (key: string): Promise<void> =>
    kept.once(key, async () => {
      written.push(key);
    });
  const wait = (ms: number): void => {
    nowMs += ms;
  };
  return { kept, read, wait, written };
}

describe('notes of reads', () => {
  it('are written once an hour for the same reader of the same', async () => {
    const { read, wait, written } = notes();
    await Promise.all([read('a'), read('a')]);
    wait(HOUR - 1);
    await read('a');
    await read('b');
    expect(written).toEqual(['a', 'b']);
    wait(1);
    await read('a');
    expect(written).toEqual(['a', 'b', 'a']);
  });

  it('that could not be written fail for all who wait for them, and are tried again', async () => {
    const { kept, read, written } = notes();
    const fail = (): Promise<void> => Promise.reject(new Error('the log is full'));
    const both = await Promise.allSettled([kept.once('a', fail), kept.once('a', fail)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await read('a');
    expect(written).toEqual(['a']);
  });

  it('forget the oldest where they are too many, and note those again', async () => {
    const { read, written } = notes();
    for (let i = 0; i <= 10_000; i++) await read(String(i));
    await read('10000');
    expect(written).toHaveLength(10_001);
    await read('0');
    expect(written).toHaveLength(10_002);
  });
});
