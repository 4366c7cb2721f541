import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idleService } from './support/idle-service.js';
import { bearer, DECISIONS, sameOrigin, start } from './support/open-rim.js';

describe('bodies', () => {
  async function sent(payload: Buffer | string, headers: Record<string, string> = {}) {
    const one = await start();
    const answer = await one.http.inject({
      method: 'POST',
      url: DECISIONS,
      payload,
      headers: { ...bearer(await one.key('decisions:write')), ...headers },
    });
    const call = one.service.calls.find(([name]) => name === 'ingest');
    return {
      answer,
      body: call?.[1] as Uint8Array | undefined,
      options: call?.[2] as { form: string } | undefined,
      ...one,
    };
  }
  const gzip = { 'content-encoding': 'gzip' };

  it('reach the back end as received, byte for byte', async () => {
    const text = '{"a": 1}\n{"b":\u00e9}\n';
    const { body } = await sent(text, { 'content-type': 'application/x-ndjson' });
    expect(Buffer.from(body!).toString()).toBe(text);
  });

  it('are NDJSON when curl calls them a form and the first line is an object', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await sent('{"a":1}\n{"b":2}\n', headers)).options?.form).toBe('ndjson');
    expect((await sent('[{"a":1},\n{"b":2}]', headers)).options?.form).toBe('json');
    expect((await sent('{\n "a": 1\n}', headers)).options?.form).toBe('json');
    expect((await sent('{"a":1}', headers)).options?.form).toBe('json');
  });

  it('may be compressed by gzip', async () => {
    const { body, answer } = await sent(gzipSync('{"a":1}'), gzip);
    expect(answer.statusCode).toBe(200);
    expect(Buffer.from(body!).toString()).toBe('{"a":1}');
  });

  it('are refused when the gzip is cut short, and nothing reaches the back end', async () => {
    const { answer, body } = await sent(gzipSync('{"a":1}'.repeat(1000)).subarray(0, 30), gzip);
    expect(answer.json()).toMatchObject({ code: 'BODY_INVALID' });
    expect(answer.statusCode).toBe(400);
    expect(body).toBeUndefined();
  });

  it('are refused when they are a decompression bomb', async () => {
    const { answer } = await sent(gzipSync(Buffer.alloc(70 * 1024 * 1024)), gzip);
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'DATA_TOO_LARGE' });
  });

  it('are refused in an unknown encoding, and zstd where Node has none', async () => {
    expect((await sent('x', { 'content-encoding': 'br' })).answer.statusCode).toBe(415);
    const zstd = await sent('x', { 'content-encoding': 'zstd' });
    expect([400, 415]).toContain(zstd.answer.statusCode);
  });

  it('above the limit are refused before they are read', async () => {
    const { answer } = await sent(Buffer.alloc(33 * 1024 * 1024));
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({
      message: 'the body has more than 33554432 bytes, which is the most that this address takes',
    });
  });

  it('over the bound of all bodies together are told to come again', async () => {
    const { http, key, metrics } = await start({}, { bounds: { bodies: { known: 10 } } });
    const headers = bearer(await key('decisions:write'));
    const answer = await http.inject({ method: 'POST', url: DECISIONS, headers, payload: 'x'.repeat(11) });
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('1');
    expect(metrics.bodiesHeld).toBe(0);
  });

  it('count with what they decompress to: bombs that come together are told to come again', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((done) => {
      go = done;
    });
    const answer = { accepted: 1, duplicates: 0, conflicts: [], rejected: [] };
    const service = idleService({ ingest: { decisions: async () => gate.then(() => ({ answer, replayed: false })) } });
    const { http, key, metrics } = await start(service, { bounds: { bodies: { known: 100_000 } } });
    const headers = { ...bearer(await key('decisions:write')), ...gzip };
    const bomb = gzipSync(Buffer.alloc(60_000, 'x\n'));
    let refused = 0;
    const answers = await Promise.all(
      [1, 2, 3].map(async () => {
        const { statusCode } = await http.inject({ method: 'POST', url: DECISIONS, headers, payload: bomb });
        if (statusCode === 429) refused++;
        if (refused === 2) go();
        return statusCode;
      }),
    );
    expect(answers.toSorted()).toEqual([200, 429, 429]);
    expect(metrics.bodiesHeld).toBe(0);
  });

  it('of several gzip members, or with a size that is a lie, are read all the same', async () => {
    const members = Buffer.concat([gzipSync('{"a":1}\n'.repeat(100)), gzipSync('{"b":2}')]);
    expect((await sent(members, gzip)).body).toHaveLength(807);
    const lie = gzipSync('{"a":1}');
    lie.writeUInt32LE(3, lie.length - 4);
    expect((await sent(lie, gzip)).answer.json()).toMatchObject({ code: 'BODY_INVALID' });
  });

  it('are not held any more after the answer', async () => {
    const { metrics } = await sent('{"a":1}');
    expect(metrics.bodiesHeld).toBe(0);
  });

  it('of documents are refused when deep, with prototype keys, or no JSON', async () => {
    const { http, key } = await start();
    const headers = { ...bearer(await key('registry:write')), 'content-type': 'application/json' };
    const post = async (payload: string) =>
      (await http.inject({ method: 'POST', url: '/v1/registry', headers, payload })).json();
    expect(await post('[')).toMatchObject({ code: 'BODY_INVALID' });
    expect(await post(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)).toMatchObject({ code: 'BODY_INVALID' });
    expect(await post('{"__proto__": {"admin": true}}')).toMatchObject({ code: 'BODY_INVALID' });
    expect(await post('[1]')).toMatchObject({ code: 'REGISTRY_INVALID' });
    expect(await post('{"deployments": [{"id": "a", "cutoff": 1e-400}]}')).toMatchObject({
      code: 'BODY_INVALID',
      message: 'a number of the body is too near to zero for a double',
    });
  });

  it('of what people write for governance are refused at ten megabytes by their bound, and far below it by the name of the field', async () => {
    const { http, key, session } = await start();
    const program = bearer(await key('registry:write'));
    const person = { cookie: (await session('validator')).cookie, ...sameOrigin };
    const system = { id: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'olga' };
    const digest = `sha256:${'1'.repeat(64)}`;
    const [deployment, until, kind] = ['credit/prod', '2030-01-01T00:00:00Z', 'principle'];
    const asked: [string, object, (text: string) => object, string | null][] = [
      ['registry', program, (purpose) => ({ systems: [{ ...system, purpose }] }), 'systems[0].purpose'],
      ['documents/statements', program, (text) => ({ subject: deployment, field: 'caveats', text }), 'text'],
      // What fits each kind of record is asked behind the rim.
      ['controls/records', program, (principle) => ({ system: 'credit', kind, body: { principle } }), null],
      ['gate-attestations', person, (statement) => ({ deployment, requirement: 'r', statement, digest }), 'statement'],
      ['gate-waivers', person, (reason) => ({ deployment, requirement: 'r', reason, until }), 'reason'],
      [
        'gate-signatures',
        person,
        (statement) => ({ deployment, as: 'validator', statement, evidence: digest }),
        'statement',
      ],
    ];
    for (const [path, who, bodyOf, field] of asked) {
      const post = async (letters: number) => {
        const headers = { ...who, 'content-type': 'application/json' };
        const payload = JSON.stringify(bodyOf('x'.repeat(letters)));
        const answer = await http.inject({ method: 'POST', url: `/v1/${path}`, headers, payload });
        return { path, status: answer.statusCode, ...(answer.json() as object) };
      };
      expect(await post(10_000_000)).toMatchObject({
        ...{ path, status: 413, code: 'DATA_TOO_LARGE' },
        message: expect.stringMatching(/^the body has more than (1048576|4194304) bytes, which is the most/),
        remedy: 'Nothing of it was kept. Send less.',
      });
      if (field === null) continue;
      expect(await post(500_000)).toMatchObject({
        ...{ path, status: 400, remedy: expect.any(String) },
        message: expect.stringContaining(`${field}: Too big`),
      });
    }
  });
});
