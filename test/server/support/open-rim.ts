import { afterEach } from 'vitest';
import { rim } from './rim.js';

let open: Awaited<ReturnType<typeof rim>>[] = [];
export async function start(...args: Parameters<typeof rim>) {
  const one = await rim(...args);
  open.push(one);
  return one;
}
afterEach(async () => {
  for (const { http } of open) await http.close();
  open = [];
});

export const DECISIONS = '/v1/decisions';
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
export const sameOrigin = { 'sec-fetch-site': 'same-origin' };
