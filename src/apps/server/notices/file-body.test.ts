import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { fileBody } from './file-body.js';

/** Reads a form with these fields; gives the file, or the code of the error, and how much was held. */
async function read(form: FormData, change: (type: string) => string = (type) => type) {
  const sent = new Response(form);
  let held = 0;
  const request = {
    headers: { 'content-type': change(sent.headers.get('content-type')!) },
    body: new Uint8Array(await sent.arrayBuffer()),
    hold: (bytes: number) => {
      held += bytes;
    },
  };
  const read = await fileBody('file', 10_000_000).read!(request as unknown as FastifyRequest).catch(
    ({ code }: { readonly code: string }) => code,
  );
  return { read, held };
}
function formOf(fields: number): FormData {
  const form = new FormData();
  for (let i = 1; i < fields; i++) form.append('other', 'x');
  form.append('file', new Blob(['I earn 1,234.']), 'pay.txt');
  return form;
}

it('a form gives its file with the name, and holds the memory that reading takes before it is read', async () => {
  const { read: file, held } = await read(formOf(2));
  expect(file).toMatchObject({ name: 'pay.txt' });
  expect(new TextDecoder().decode((file as { readonly bytes: Uint8Array }).bytes)).toBe('I earn 1,234.');
  expect(held).toBeGreaterThan(100);
});

it('a form of many parts is refused before it is taken apart, and so is a boundary that is hidden from the count', async () => {
  expect(await read(formOf(10_000))).toEqual({ read: 'BODY_INVALID', held: 0 });
  expect(await read(formOf(2), (type) => type.replace('; ', '; x="boundary=y"; '))).toEqual({
    read: 'BODY_INVALID',
    held: 0,
  });
  expect(await read(formOf(2), () => 'multipart/form-data')).toEqual({ read: 'BODY_INVALID', held: 0 });
  expect(await read(formOf(2), () => 'text/plain')).toEqual({ read: 'MEDIA_UNSUPPORTED', held: 0 });
});
