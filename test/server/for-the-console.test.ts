import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../src/core/base/errors.js';
import { bearer, sameOrigin, start } from './support/open-rim.js';
import { watchedPolicy } from './support/watched-decisions.js';

describe('what pages for colleagues need', () => {
  it('a session says what its roles allow, and what only with their own', async () => {
    const { http, session } = await start();
    const of = async (role: 'owner' | 'auditor') =>
      (await http.inject({ url: '/v1/session', headers: { cookie: (await session(role)).cookie } })).json();
    const owner = await of('owner');
    expect(owner.mayWithOwn).toContain('stops.throw');
    expect(owner.may).toContain('alert.silence');
    const auditor = await of('auditor');
    expect(auditor.may).toContain('alert.read');
    expect([...auditor.may, ...auditor.mayWithOwn]).not.toContain('alert.silence');
  });

  it('names are those of colleagues and keys, for colleagues alone', async () => {
    const { http, session, key } = await start();
    const cookies = { auditor: (await session('auditor')).cookie, subject: (await session('subject')).cookie };
    await key('audit:read');
    const answer = await http.inject({ url: '/v1/names', headers: { cookie: cookies.auditor } });
    const names = Object.entries(answer.json().names as Record<string, string>);
    expect(names.map(([id]) => id.split(':')[0]).toSorted()).toEqual(['account', 'key']);
    expect((await http.inject({ url: '/v1/names', headers: { cookie: cookies.subject } })).statusCode).toBe(403);
  });

  it('a policy is held against the rules of the command, mistake by mistake', async () => {
    const { http, key } = await start();
    const headers = bearer(await key('registry:read'));
    const check = async (policy: string) => {
      const answer = await http.inject({ method: 'POST', url: '/v1/policies/check', headers, payload: { policy } });
      return answer.json();
    };
    const whole = await check(watchedPolicy());
    expect(whole).toMatchObject({ policy: { name: 'watched', requirements: ['parity', 'detection'] }, mistakes: [] });
    expect(whole.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const wrong = await check(watchedPolicy().replace('favourable: 1', 'favorable: 1'));
    expect(wrong.policy).toBeNull();
    expect(wrong.mistakes[0]).toMatchObject({ severity: 'error', remedy: expect.stringContaining('favourable') });
    expect(wrong.mistakes[0].line).toBeGreaterThan(1);
    expect((await check(': : :')).mistakes.length).toBeGreaterThan(0);
  });

  it('jobs show their problem to whoever may run them, and are begun by name', async () => {
    const asked: string[] = [];
    const status = {
      ...{ name: 'seal', everyMs: 60_000, isRunning: false, startedAtMs: 0, endedAtMs: 5, result: 'DISK_FULL' },
      ...{ failuresInRow: 1, failures: 1, nextRunAtMs: 10, problem: { message: 'no room', remedy: 'Make some.' } },
    };
    const { http, session } = await start({
      jobs: () => [status],
      runJob(name: string) {
        asked.push(name);
        if (name !== 'seal') throw new TribuneError('NOT_FOUND', 'no such job');
      },
    });
    const as = async (role: 'admin' | 'auditor') => ({ ...sameOrigin, cookie: (await session(role)).cookie });
    const read = async (role: 'admin' | 'auditor') =>
      (await http.inject({ url: '/v1/jobs', headers: await as(role) })).json().jobs[0];
    expect(await read('admin')).toMatchObject({ everySeconds: 60, problem: { message: 'no room' } });
    expect((await read('auditor')).problem).toBeNull();
    const run = async (role: 'admin' | 'auditor', name: string) =>
      (await http.inject({ method: 'POST', url: `/v1/jobs/${name}/run`, headers: await as(role) })).statusCode;
    expect([await run('admin', 'seal'), await run('auditor', 'seal'), await run('admin', 'none')]).toEqual([
      202, 403, 404,
    ]);
    expect(asked).toEqual(['seal', 'none']);
  });
});
