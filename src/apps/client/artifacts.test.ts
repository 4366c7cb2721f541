import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ArtifactError, createArtifactClient } from './index.js';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A client whose service answers so, one answer a request; every request is told. */
function clientOf(...answers: (Response | Error)[]) {
  const asked: { url: string; method: string; key: string | null }[] = [];
  const client = createArtifactClient({
    url: 'https://tribune.example/base',
    key: async () => 'key',
    retryBaseMs: 0,
    giveUpAfterMs: 1000,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      asked.push({ url: String(input), method: init?.method ?? 'GET', key: headers.get('authorization') });
      const answer = answers.shift();
      if (answer instanceof Response) return answer;
      throw answer ?? new Error('no more answers');
    },
  });
  return { client, asked };
}

const json = (status: number, value: object): Response => new Response(JSON.stringify(value), { status });
const errorOf = (work: Promise<unknown>): Promise<ArtifactError> =>
  work.then(
    () => Promise.reject(new Error('it was done')),
    (cause: ArtifactError) => cause,
  );

describe('the client for artifacts', () => {
  it('puts bytes under their digest, and tries again where the service is busy or away', async () => {
    const { client, asked } = clientOf(
      new Error('reset'),
      json(429, { code: 'SERVICE_BUSY' }),
      json(201, { size: 5, outcome: 'stored', by: 'key' }),
    );
    const put = await client.putArtifact(new TextEncoder().encode('model'));
    expect(put).toEqual({ digest: digestOf('model'), size: 5, outcome: 'stored' });
    const url = `https://tribune.example/base/v1/artifacts/${digestOf('model').slice(7)}`;
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ url, method: 'PUT', key: 'Bearer key' })));
  });

  it('gives bytes only with the digest that was asked for', async () => {
    const { client } = clientOf(new Response('model'), new Response('modem'));
    expect(new TextDecoder().decode(await client.artifact(digestOf('model')))).toBe('model');
    expect(await errorOf(client.artifact(digestOf('model')))).toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining(digestOf('modem')),
    });
    expect(await errorOf(client.artifact('lending@1'))).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('does not try again what is refused, and gives up in the end', async () => {
    const { client, asked } = clientOf(json(403, { code: 'FORBIDDEN', message: 'not allowed' }));
    expect(await errorOf(client.artifact(digestOf('model')))).toMatchObject({
      code: 'REFUSED',
      serverCode: 'FORBIDDEN',
      status: 403,
      message: 'not allowed',
    });
    expect(asked).toHaveLength(1);
    const late = new Response('', { status: 503, headers: { 'retry-after': '5' } });
    expect(await errorOf(clientOf(late).client.artifact(digestOf('model')))).toMatchObject({ code: 'UNREACHABLE' });
  });
});
