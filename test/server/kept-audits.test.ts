import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Digest } from '../../src/apps/cli/frame/io.js';
import { canonicalJson } from '../../src/core/base/canonical-json.js';
import type { Scope } from '../../src/domain/identity/scopes.js';
import { policyText } from './support/compas-stream.js';
import { type Answer, recordedPeople, SETUP_LIMIT_MS } from './support/recorded-people.js';

let world: Awaited<ReturnType<typeof recordedPeople>>;
beforeAll(async () => {
  world = await recordedPeople();
}, SETUP_LIMIT_MS);
afterAll(() => world?.close());

describe('an audit', () => {
  describe('is kept', () => {
    interface Kept {
      readonly id: string;
      readonly policyDigest: string;
      readonly resultDigest: string;
      readonly verdict: string;
      readonly size: number;
    }
    interface Read {
      readonly audit: Kept;
      readonly audits: Kept[];
      readonly result: { readonly data: { readonly sources: readonly { readonly log: unknown }[] } };
      readonly policy: string;
      readonly code: string;
      readonly message: string;
    }
    const get = async (path: string, key = world.server.localKey): Promise<{ status: number; body: Read }> => {
      const answer = await fetch(new URL(path, world.server.url), { headers: { authorization: `Bearer ${key}` } });
      return { status: answer.status, body: (await answer.json()) as Read };
    };
    const made = async (text: string): Promise<Kept> =>
      ((await world.audited(text)) as Answer & { readonly audit: Kept }).audit;

    it('with its policy under digests that anybody can make again, and an entry that names them', async () => {
      const earlier = await made(policyText('risk >= 0.5'));
      const audit = await made(policyText());
      const { body } = await get(`/v1/audits/${audit.id}`);
      expect(body.audit).toEqual(audit);
      expect(sha256Digest(body.policy)).toBe(audit.policyDigest);
      expect(sha256Digest(canonicalJson(body.result))).toBe(audit.resultDigest);
      expect(body.result).toMatchObject({ verdict: audit.verdict, data: { rows: world.people.length } });
      expect(body.result.data.sources[0]!.log).toMatchObject({ size: audit.size, deployment: 'compas/prod' });
      const { sql } = world.server.plane.store;
      expect(await sql.query('select 1 from pending_event')).toEqual([]);
      const [newest, second] = (await get('/v1/audits?limit=2&deployment=compas/prod')).body.audits;
      expect(newest).toEqual(audit);
      const rest = await get(`/v1/audits?before=${newest!.id}&limit=1`);
      expect([second, rest.body.audits]).toEqual([earlier, [second]]);
      expect(await get('/v1/audits?limit=0')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
      expect(await get('/v1/audits?order=up')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    });

    it('and refused by name when its row was changed', async () => {
      const audit = await made(policyText('risk >= 0.2'));
      const { sql } = world.server.plane.store;
      expect(await sql.query('select 1 from audit_text where digest = $1', [audit.resultDigest])).toEqual([]);
      const flip = 'set_byte(sealed, length(sealed) / 2, get_byte(sealed, length(sealed) / 2) # 1)';
      await sql.query(`update audit_run set sealed = ${flip} where id = $1`, [audit.id]);
      const { status, body } = await get(`/v1/audits/${audit.id}`);
      expect([status, body.code]).toEqual([500, 'STORE_INVALID']);
      expect(body.message).toContain(audit.id);
    });

    it('and so when a word about it was changed', async () => {
      const audit = await made(policyText());
      const { sql } = world.server.plane.store;
      const change = (from: string, to: string): Promise<unknown> =>
        sql.query(`update audit_run set ${to} where id = $1 and ${from}`, [audit.id]);
      for (const [from, to] of [
        ["deployment = 'compas/prod'", "deployment = 'compas/other'"],
        ["sight = 'persons'", "sight = 'groups'"],
        [`log_size = ${audit.size}`, 'log_size = 1'],
      ] as const) {
        await change(from, to);
        expect((await get(`/v1/audits/${audit.id}`)).body, to).toMatchObject({ code: 'STORE_INVALID' });
        await change(to, from);
      }
      expect((await get(`/v1/audits/${audit.id}`)).status).toBe(200);
    });

    it('for those alone who might have made it', async () => {
      const audit = await made(policyText());
      const { keys } = world.server.plane.deps.identity;
      const issued = async (scope: Scope): Promise<string> =>
        (await keys.issue({ name: 'r', scopes: [scope], createdBy: 't' })).key;
      const groups = await get(`/v1/audits/${audit.id}`, await issued('audit:read'));
      expect(groups).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      expect((await get('/v1/audits', await issued('audit:read'))).body.audits).toEqual([]);
      const stranger = await get(`/v1/audits/${audit.id}`, await issued('labels:write'));
      expect(stranger.status).toBe(403);
      expect((await get('/v1/audits/0193f7c2-6a55-7d1e-9f10-3c2b1a000001')).status).toBe(404);
    });
  });
});
