import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

/** Turns that were given after each of so many steps, each of which takes so many milliseconds. */
async function turnsOf(steps: number, ms: number): Promise<number> {
  let nowMs = 0;
  let given = 0;
  const turns = new Turns({
    nowMs: () => nowMs,
    turn: async () => {
      given += 1;
    },
  });
  for (let step = 0; step < steps; step++) {
    nowMs += ms;
    await turns.next();
  }
  return given;
}

describe('turns for others', () => {
  it('are given every 20 ms of work, and after 250 steps whatever the clock says', async () => {
    expect(await turnsOf(19, 1)).toBe(0);
    expect(await turnsOf(40, 1)).toBe(2);
    expect(await turnsOf(10, 50)).toBe(10);
    expect(await turnsOf(600, 0)).toBe(2);
  });
});
