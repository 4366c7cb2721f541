import { afterEach, describe, expect, it } from 'vitest';
import { rim } from './support/rim.js';

let open: Awaited<ReturnType<typeof rim>>[] = [];
async function start(...args: Parameters<typeof rim>) {
  const one = await rim(...args);
  open.push(one);
  return one;
}
afterEach(async () => {
  for (const { http } of open) await http.close();
  open = [];
});

describe('rim', () => {
  it('answers health without a key', async () => {
    const { http } = await start();
    const answer = await http.inject('/healthz');
    expect(answer.statusCode, answer.body).toBe(200);
  });
});
