import { gzipSync } from 'node:zlib';
import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { formBody } from './form-body.js';

const TYPE = 'application/x-www-form-urlencoded';
const read = (text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  formBody(1_000_000).read!({
    headers: { 'content-type': TYPE, ...headers },
    body: typeof text === 'string' ? new TextEncoder().encode(text) : text,
  } as unknown as FastifyRequest);
const fieldsOf = (n: number): string => Array.from({ length: n }, (_, i) => `f${i}=${i}`).join('&');

it('a form is taken whole, or refused by the name of the first field that is too many: none is left out without a word', async () => {
  const all = await read(`${fieldsOf(20_000)}&f0=again`);
  expect([all.size, all.get('f19999'), all.get('f0')]).toEqual([20_000, '19999', '0']);
  await expect(read(fieldsOf(20_001))).rejects.toMatchObject({
    code: 'BODY_INVALID',
    message: 'the form has more than 20000 fields: "f20000" is one too many',
  });
});

it('a form in an encoding is refused and not decoded: some kilobytes could hold millions of fields', async () => {
  const bomb = gzipSync('a&'.repeat(1_000_000));
  await expect(read(bomb, { 'content-encoding': 'gzip' })).rejects.toMatchObject({ code: 'MEDIA_UNSUPPORTED' });
  expect((await read('a=1', { 'content-encoding': 'identity' })).get('a')).toBe('1');
});
