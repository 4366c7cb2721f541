import { expect, it } from 'vitest';
import { characterEnd } from './utf8.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** What the decoder gives for bytes that are no character, unless they are this character. */
const REPLACEMENT = '\ufffd';

/** Whether these bytes are one whole character, as the decoder of the platform says. */
function isCharacter(bytes: Uint8Array): boolean {
  const text = decoder.decode(bytes);
  if (text === REPLACEMENT) return bytes.length === 3 && bytes[0] === 0xef && bytes[1] === 0xbf && bytes[2] === 0xbd;
  return [...text].length === 1;
}

const EDGES = [0x00, 0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];

it('ends a character where the decoder ends it, for every lead and the edges of what follows', () => {
  for (let lead = 0x80; lead < 0x100; lead++) {
    for (const a of EDGES)
      for (const b of EDGES)
        for (const c of EDGES) {
          const bytes = Uint8Array.of(lead, a, b, c);
          const wanted = [2, 3, 4].find((length) => isCharacter(bytes.subarray(0, length))) ?? -1;
          const found = characterEnd(bytes, 0);
          const cut = characterEnd(bytes.subarray(0, 1), 0);
          if (found !== wanted || cut !== -1) expect.fail(`${bytes}: ${found} and ${cut}, wanted ${wanted} and -1`);
        }
  }
});
