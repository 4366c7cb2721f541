import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerLog } from './server-log.js';

const READY = '2026-11-28 10:00:00 UTC [42] LOG:  database system is ready to accept connections';
const LONG = 10_000;

/** Lines of a server: short, long, empty, of other alphabets. */
const lines = fc.array(
  fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 50 }), fc.constant('x'.repeat(LONG))),
  {
    maxLength: 40,
  },
);
const tame = (all: readonly string[]): string[] => all.map((line) => line.replaceAll('\n', ' '));

/** The bytes in pieces as a pipe may deliver them, also within a letter. */
function pieces(text: string, cuts: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const at = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b);
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

describe('what a server says', () => {
  it('that it is ready stays true, whatever is said before and after, in whatever pieces', () => {
    fc.assert(
      fc.property(lines, lines, fc.array(fc.nat(), { maxLength: 30 }), (before, after, cuts) => {
        const log = new ServerLog(() => undefined);
        const text = [...tame(before), READY, ...tame(after), ''].join('\n');
        for (const piece of pieces(text, cuts)) log.hear(piece);
        expect(log.isReady).toBe(true);
      }),
    );
  });

  it('is ready only when it said so, and its last line is told whole letters', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(), { maxLength: 30 }), (said, cuts) => {
        const heard: string[] = [];
        const log = new ServerLog((line) => heard.push(line));
        const text = [...tame(said), 'FATAL:  größer als erlaubt', ''].join('\n');
        for (const piece of pieces(text, cuts)) log.hear(piece);
        expect(log.isReady).toBe(false);
        expect(log.lastLine).toBe('FATAL:  größer als erlaubt');
        expect(heard.at(-1)).toBe(log.lastLine);
      }),
    );
  });

  it('a line without end does not fill the memory', () => {
    const log = new ServerLog(() => undefined);
    for (let i = 0; i < 1000; i++) log.hear(new TextEncoder().encode('x'.repeat(LONG)));
    expect(log.lastLine.length).toBeLessThan(LONG);
  });
});
