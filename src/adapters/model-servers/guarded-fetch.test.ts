import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedFetch } from './guarded-fetch.js';
import { askJson } from './http.js';

/** Answers every connection with the bytes that are wanted, and ends it. */
let server: Server;
let answer = '';
let url: URL;

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/score`);
});
afterAll(() => void server.close());

const ask = (isQuoted = true) =>
  askJson({ url, body: { age: 30 } }, { fetch: guardedFetch(true), timeoutMs: 2000, retries: 0, isQuoted });
const http = (status: string, body: string, ...more: string[]): string =>
  [`HTTP/1.1 ${status}`, `content-length: ${body.length}`, ...more, '', body].join('\r\n');

describe('a guarded request', () => {
  it('reads JSON', async () => {
    answer = http('200 OK', '{"scores":[1]}');
    expect(await ask()).toEqual({ scores: [1] });
  });

  // Each of these would end the process, or be waited for without end.
  it.each([
    ['999 Denied', '{}', 'the status 999, which is none of HTTP'],
    ['099 Low', '{}', 'the status 99, which is none of HTTP'],
    ['205 Reset Content', '', 'the answer is not JSON'],
  ])('that is answered with %s has an error', async (status, body, said) => {
    answer = http(status, body);
    await expect(ask()).rejects.toThrow(said);
  });

  it('that is answered with another protocol has an error, and is not waited for', async () => {
    answer = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n';
    await expect(ask()).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' });
  });

  it('tells nothing of what is said where that may be of a person', async () => {
    answer = http('422 Unprocessable', '{"detail":[{"input":{"age":30}}]}');
    await expect(ask()).rejects.toThrow('age');
    await expect(ask(false)).rejects.toThrow(/answers 422$/);
    answer = http('200 OK', 'age 30');
    await expect(ask(false)).rejects.toThrow(/is not JSON$/);
  });
});
