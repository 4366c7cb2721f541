import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { formBody } from './form-body.js';

const read = (text: string) =>
  formBody(1_000_000).read!({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(text),
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
