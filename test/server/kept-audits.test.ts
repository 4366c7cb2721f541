import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditTables } from '../../src/adapters/postgres/audits/index.js';
import { sha256Digest } from '../../src/apps/cli/frame/io.js';
import { runCli } from '../../src/apps/cli/run.js';
import { canonicalJson } from '../../src/core/base/canonical-json.js';
import { type AuditQuery, AuditRuns } from '../../src/domain/audits/recorded/index.js';
import type { Scope } from '../../src/domain/identity/scopes.js';
import type { RecordDocument } from '../../src/domain/record-documents/index.js';
import { flagged, policyText } from './support/compas-stream.js';
import { entriesOf } from './support/entries.js';
import { type Answer, recordedPeople, SETUP_LIMIT_MS } from './support/recorded-people.js';

let world: Awaited<ReturnType<typeof recordedPeople>>;
beforeAll(async () => {
  world = await recordedPeople();
}, SETUP_LIMIT_MS);
afterAll(() => world?.close());

/** What commands are run with. */
const IO = {
  ...{ errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-30', version: '0.0.0-test' },
  err: () => undefined,
};

/** What is kept of an audit without limits. */
const OPEN = JSON.stringify({ since: null, until: null, knownBefore: null });

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
      expect(audit).toMatchObject({ window: { since: null, until: null, knownBefore: null } });
      const { sql } = world.server.plane.store;
      expect(await sql.query('select 1 from pending_event')).toEqual([]);
      const [newest, second] = (await get('/v1/audits?limit=2&deployment=compas/prod')).body.audits;
      expect(newest).toEqual(audit);
      const rest = await get(`/v1/audits?before=${newest!.id}&limit=1`);
      expect([second, rest.body.audits]).toEqual([earlier, [second]]);
      expect(await get('/v1/audits?limit=0')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
      expect(await get('/v1/audits?order=up')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    });

    it('of whole months is what a report over them counts: as many decisions and refusals as are recorded', async () => {
      const query = 'subject=compas/prod&view=internal&since=2026-11-01&until=2026-12-01';
      const report = async () =>
        (await get(`/v1/documents/transparency-report?${query}`)).body as unknown as RecordDocument;
      const rowsOf = ({ sections }: RecordDocument, caption: string) =>
        sections.flatMap(({ tables }) => tables).find((table) => table.caption.startsWith(caption))?.rows;
      // An audit of other decisions, as those without a limit, is none of the period.
      expect((await report()).missing.map(({ field }) => field)).toEqual(['period-decisions']);
      await world.audited(policyText(), { since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' });
      const made = await report();
      const refused = world.people.filter((one) => flagged(one) === 1).length;
      const all = world.people.length;
      expect(rowsOf(made, 'Decisions of the period')).toEqual([['compas/prod', all, all - refused, refused, 0]]);
      expect(rowsOf(made, 'By race')!.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(all);
      expect(rowsOf(made, 'Appeals')!.at(-1)).toEqual(['All', 0, 0, 0, 0, 0, 0]);
      expect([made.isComplete, made.asOf === null]).toEqual([true, false]);
      const other = await get(`/v1/documents/transparency-report?${query.replace('11-01', '11-02')}`);
      expect([other.status, other.body.code]).toEqual([400, 'INVALID_ARGUMENT']);
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
        [
          `read_window = '${OPEN}'`,
          `read_window = '${OPEN.replace('"until":null', '"until":"2026-01-01T00:00:00.000Z"')}'`,
        ],
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

    it('and is the next decision of a sequence by one request, with its entry, the same one again by the second', async () => {
      const send = async (sequence: string, body: object, key = world.server.localKey) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
        const path = new URL(`/v1/audit-sequences/${encodeURIComponent(sequence)}/decisions`, world.server.url);
        const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
      const decisionOf = ({ body }: { readonly body: Record<string, unknown> }) =>
        body.decision as Record<string, unknown>;
      const first = await made(policyText());
      const decided = await send('compas/release', { audit: first.id, level: 0.2 });
      expect(decided).toMatchObject({
        status: 201,
        body: { decision: { place: 1, audit: first.id, verdict: first.verdict, level: 0.2 }, isNew: true },
      });
      const told = decisionOf(decided);
      // What the first decision needs is 1 / (0.2 * its share, 1 / (ln 2 ^ 2 * 3.3877)).
      expect(Math.exp(told.logNeeded as number)).toBeCloseTo(5 * Math.log(2) ** 2 * 3.387735532, 6);
      expect(told.findings).toBe(told.isFinding ? 1 : 0);
      const again = await send('compas/release', { audit: first.id });
      expect([again.status, again.body]).toEqual([200, { ...decided.body, isNew: false }]);
      const second = await made(policyText('risk >= 0.5'));
      const decidedTwice = decisionOf(await send('compas/release', { audit: second.id }));
      expect(decidedTwice).toMatchObject({ place: 2, level: 0.2 });
      expect(await send('compas/release', { audit: second.id, level: 0.1 })).toMatchObject({
        ...{ status: 409, body: { reason: 'audit-sequence.other-level' } },
      });
      expect(decisionOf(await send('compas/other', { audit: second.id }))).toMatchObject({ place: 1, level: 0.1 });
      const list = (await get('/v1/audit-sequences/compas%2Frelease?limit=1')).body as unknown as Record<
        string,
        unknown
      >;
      expect(list).toMatchObject({ decisions: 2, level: 0.2, list: [{ place: 2, audit: second.id }], next: 2 });
      const older = (await get('/v1/audit-sequences/compas%2Frelease?before=2')).body as unknown as Record<
        string,
        unknown
      >;
      expect(older).toMatchObject({ list: [told], next: null });
      const sequences = (await get('/v1/audit-sequences?limit=1')).body as unknown as Record<string, unknown>;
      expect(sequences).toEqual({
        sequences: [{ sequence: 'compas/other', level: 0.1, decisions: 1, findings: expect.any(Number) }],
        next: 'compas/other',
      });
      expect((await get('/v1/audit-sequences/nowhere')).status).toBe(404);
      const entered = (await entriesOf(world.server.plane, 'audit-sequence.decided')) as Record<string, unknown>[];
      expect(entered.map(({ sequence, place, audit }) => [sequence, place, audit])).toEqual([
        ['compas/release', 1, first.id],
        ['compas/release', 2, second.id],
        ['compas/other', 1, second.id],
      ]);
      const ofKey = mkdtempSync(join(tmpdir(), 'sequences-'));
      const keyFile = join(ofKey, 'key');
      writeFileSync(keyFile, world.server.localKey, { mode: 0o600 });
      const command = async (...words: string[]): Promise<[code: number, out: string]> => {
        let out = '';
        const io = {
          ...IO,
          out: (chunk: string): void => {
            out += chunk;
          },
        };
        const where = ['--server', world.server.url, '--key-file', keyFile];
        return [await runCli(['audit', 'sequence', 'compas/release', ...words, ...where], io), out];
      };
      const [code, line] = await command('--enter', second.id);
      expect(code).toBe(decidedTwice.isFinding === true ? 1 : 0);
      expect(line).toContain('sequence: entered before, as decision 2 of compas/release: ');
      expect((await command())[1]).toContain(`compas/release: 2 decisions, ${decidedTwice.findings as number} finding`);
      for (const wrong of [
        ['--level', '0.2'],
        ['--enter', second.id, '--level', '2'],
      ])
        expect((await command(...wrong))[0]).toBe(2);
      rmSync(ofKey, { recursive: true });
      // Whoever may not read the audit decides nothing by it.
      const { keys } = world.server.plane.deps.identity;
      const { key } = await keys.issue({ name: 'gate', scopes: ['audit:read'], createdBy: 't' });
      expect((await send('compas/release', { audit: first.id }, key)).status).toBe(403);
      // Nor do they see what was decided by audits that show persons.
      expect((await get('/v1/audit-sequences/compas%2Frelease', key)).status).toBe(403);
      expect((await get('/v1/audit-sequences', key)).body).toEqual({ sequences: [], next: null });
      const { sql } = world.server.plane.store;
      await sql.query(
        "update audit_sequence_decision set content = replace(content, 'false', 'true') where sequence = 'compas/other'",
      );
      await sql.query("update audit_sequence_decision set place = 9 where sequence = 'compas/release' and place = 2");
      for (const path of ['/v1/audit-sequences/compas%2Fother', '/v1/audit-sequences/compas%2Frelease'])
        expect((await get(path)).body).toMatchObject({ code: 'STORE_INVALID' });
    });

    it('and stands in documents: in public only one in which nobody is recognised', async () => {
      const persons = await made(policyText());
      const { keys } = world.server.plane.deps.identity;
      const { key } = await keys.issue({ name: 'groups', scopes: ['audit:read'], createdBy: 't' });
      const post = await fetch(new URL('/v1/audits', world.server.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ deployment: 'compas/prod', policy: policyText() }),
      });
      const { audit: groups } = (await post.json()) as { audit: Kept };
      const recordOf = async (kind: string, view: string, as = world.server.localKey) => {
        const { status, body } = await get(`/v1/documents/${kind}?subject=compas/prod&view=${view}`, as);
        const { records } = body as unknown as {
          records: { kind: string; id: string; digest: string; index: number }[];
        };
        return { status, audit: records.find((one) => one.kind === 'audit') };
      };
      const shown = ({ id, resultDigest, size }: Kept) => ({ kind: 'audit', id, digest: resultDigest, index: size });
      expect(await recordOf('system-card', 'public')).toEqual({ status: 200, audit: shown(groups) });
      expect(await recordOf('system-card', 'internal', key)).toEqual({ status: 200, audit: shown(groups) });
      const after = await made(policyText());
      expect(await recordOf('system-card', 'public')).toEqual({ status: 200, audit: shown(groups) });
      expect(await recordOf('system-card', 'internal')).toEqual({ status: 200, audit: shown(after) });
      // The counts that a law asks for are those that whoever asks may see.
      expect(await recordOf('ugesp', 'public')).toEqual({ status: 200, audit: shown(after) });
      expect(await recordOf('ugesp', 'public', key)).toEqual({ status: 200, audit: shown(groups) });
      expect(persons.id).not.toBe(after.id);
    });

    it('while nobody waits for it, so that the next process tells what broke off, and by request begins it again', async () => {
      const send = async (path: string, body?: object) => {
        const headers = { authorization: `Bearer ${world.server.localKey}`, 'content-type': 'application/json' };
        const init = body === undefined ? {} : { body: JSON.stringify(body) };
        const answer = await fetch(new URL(path, world.server.url), { method: 'POST', headers, ...init });
        return (await answer.json()) as { readonly id: string; readonly state: string; readonly code: string };
      };
      const { id } = await send('/v1/audit-runs', { deployment: 'compas/prod', policy: policyText() });
      const listed = async () => ((await get('/v1/audit-runs')).body as unknown as { runs: { state: string }[] }).runs;
      await expect.poll(async () => (await listed())[0]?.state, { timeout: 60_000 }).toBe('kept');
      expect(await send(`/v1/audit-runs/${id}/again`)).toMatchObject({ code: 'CONFLICT' });
      expect(await send('/v1/audit-runs/0193f7c2-6a55-7d1e-9f10-3c2b1a000001/again')).toMatchObject({
        code: 'NOT_FOUND',
      });
      const { store } = world.server.plane;
      const { begunAudits } = store.of(auditTables);
      const now = () => begunAudits.all().then(({ runs }) => runs.find((run) => run.id === id)!);
      // That of its run is saved with the result, so that neither stands without the other.
      const run = await now();
      expect(run).toMatchObject({ state: 'kept', audit: (await get('/v1/audits?limit=1')).body.audits[0]!.id });
      await begunAudits.save({ ...run, state: 'counting', endedAtMs: null, audit: null });
      const problems: Error[] = [];
      const queries: AuditQuery[] = [];
      const next = new AuditRuns({
        request: (query) => {
          queries.push(query);
          return new Promise(() => undefined);
        },
        ...{ store: begunAudits, newId: () => crypto.randomUUID(), nowMs: () => Date.now() },
        onProblem: (cause) => problems.push(cause),
      });
      expect((await next.list(run.actor)).map(({ state }) => state)).toEqual(['interrupted']);
      const seeing = { reader: { actor: run.actor, purpose: 'again' }, sight: 'groups' } as const;
      expect(await next.again(id, seeing)).toMatchObject({ state: 'waiting', deployment: 'compas/prod' });
      expect(queries).toMatchObject([{ policyText: policyText(), sight: 'groups', sinceMs: null }]);
      // Whoever has only the database has nothing audited that nobody asked for.
      await store.sql.query(
        "update audit_begun set asked = replace(asked, 'compas/prod', 'compas/none') where id = $1",
        [id],
      );
      await expect(begunAudits.asked(id)).rejects.toMatchObject({ code: 'STORE_INVALID' });
      await store.sql.query(
        "update audit_begun set content = replace(content, 'interrupted', 'failed') where id = $1",
        [id],
      );
      expect((await begunAudits.all()).foreign).toHaveLength(1);
      expect(problems).toEqual([]);
    });
  });
});
