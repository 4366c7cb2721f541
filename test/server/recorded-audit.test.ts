import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/adapters/dataset/index.js';
import { sha256Digest } from '../../src/apps/cli/frame/io.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { type RunningServer, startServer } from '../../src/apps/server/start.js';
import { canonicalJson } from '../../src/core/base/canonical-json.js';
import { tallyToJson } from '../../src/core/fairness/index.js';
import { parsePolicy } from '../../src/core/policy/index.js';
import type { Scope } from '../../src/domain/identity/scopes.js';
import { dataFolder } from '../decisions/support/store.js';
import { cli } from '../e2e/support.js';
import { compasPeople, csvOf, decisionOf, type Person, policyText, registry } from './support/compas-stream.js';

const folder = dataFolder();
const files = mkdtempSync(join(tmpdir(), 'tribune-csv-'));
const people = compasPeople();
/** Every 10th person's truth is not known; every 7th was corrected later; every 500th asked to be erased. */
/** Of these the truth became known after all. */
const late: Person[] = [];
const known = (person: Person): 0 | 1 | null =>
  numberOf(person) % 10 === 0 && !late.includes(person) ? null : person.reoffended;
const numberOf = ({ subject }: Person): number => Number(subject.slice('case-'.length));
const isErased = (person: Person): boolean => numberOf(person) % 500 === 0;
/** A database is started and 25,000 records go through HTTP; other suites run beside it. */
const SETUP_LIMIT_MS = 300_000;
const DECIDED = '2026-11-20T10:20:00.000Z';
let server: RunningServer;

interface Answer {
  tally: unknown;
  log: Record<string, unknown>;
  read: Record<string, unknown>;
}

async function post(path: string, body: unknown, type = 'application/json'): Promise<Response> {
  return fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${server.localKey}`, 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function send(path: string, records: readonly object[]): Promise<void> {
  for (let i = 0; i < records.length; i += 1000) {
    const part = records.slice(i, i + 1000);
    const answer = await post(path, part.map((one) => JSON.stringify(one)).join('\n'), 'application/x-ndjson');
    expect(await answer.json()).toMatchObject({ accepted: part.length, rejected: [] });
  }
}

/** The tally of a file of the same rows under the same policy, as `tribune tally` prints it. */
async function fileTally(text: string, rows: readonly Person[]): Promise<unknown> {
  const path = join(files, 'people.csv');
  writeFileSync(path, csvOf(rows, known));
  const { policy } = parsePolicy(text, { file: 'policy.yaml' });
  const plan = { policy, policyDigest: sha256Digest(text), scores: true };
  return tallyToJson((await openFiles([path]).tally(plan)).tally);
}

async function audited(text: string, more: object = {}): Promise<Answer> {
  const answer = await post('/v1/audits', { deployment: 'compas/prod', policy: text, ...more });
  const body = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return body as Answer;
}

beforeAll(async () => {
  server = await startServer({
    dataDir: folder.path,
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0-test',
    log: { level: 'silent', write: () => undefined },
  });
  await applyDocument({ ...registry }, 'test', server.plane.deps);
  // Race comes with the decision, sex with or after it, age always after it.
  await send(
    '/v1/decisions',
    people.map((one) =>
      decisionOf(one, numberOf(one) % 2 === 0 ? { race: one.race, sex: one.sex } : { race: one.race }, DECIDED),
    ),
  );
  const knownAt = '2026-11-21T00:00:00Z';
  const labels = (label: (one: Person) => 0 | 1, which: (one: Person) => boolean): object[] =>
    people
      .filter((one) => known(one) !== null && which(one))
      .map((one) => ({ decision: one.id, label: label(one), knownAt }));
  // Every 7th label is wrong at first and corrected afterwards.
  await send(
    '/v1/labels',
    labels(
      (one) => (numberOf(one) % 7 === 0 ? ((1 - one.reoffended) as 0 | 1) : one.reoffended),
      () => true,
    ),
  );
  await send(
    '/v1/labels',
    labels(
      (one) => one.reoffended,
      (one) => numberOf(one) % 7 === 0,
    ),
  );
  await send(
    '/v1/attributes',
    people.map((one) => ({
      decision: one.id,
      attributes: numberOf(one) % 2 === 0 ? { age_cat: one.age } : { sex: one.sex, age_cat: one.age },
    })),
  );
  const other = { ...people[0]!, id: '0193f7c2-6a55-7d1e-9f10-ffffffffffff', subject: 'other' };
  await send('/v1/decisions', [{ ...decisionOf(other, undefined, DECIDED), deployment: 'compas/shadow' }]);
}, SETUP_LIMIT_MS);

afterAll(async () => {
  await server?.close();
  folder.remove();
  rmSync(files, { recursive: true, force: true });
});

describe('an audit of recorded decisions', () => {
  it('has the tally of a file of the same rows, bit for bit, with labels and attributes that came later', async () => {
    const { tally, log } = await audited(policyText());
    expect(tally).toEqual(await fileTally(policyText(), people));
    expect(log).toMatchObject({ name: 'main', erased: 0, recorded: people.length });
  });

  it.each([
    ["route = 'automatic'", (one: Person) => one.route === 'automatic'],
    ["jurisdiction = 'US-FL' and risk >= 0.3", (one: Person) => one.jurisdiction === 'US-FL' && one.decile >= 0.3],
    [
      "race in ('Hispanic', 'Other') or sex = 'Female'",
      (one: Person) => /Hispanic|Other/.test(one.race) || one.sex === 'Female',
    ],
    ["inputs.age.band = '25 - 45'", (one: Person) => one.age === '25 - 45'],
  ])('filters by %s as over files', async (where, keeps) => {
    const text = policyText(where);
    const { tally } = await audited(text);
    expect(tally).toEqual(await fileTally(text, people));
    const rows = (tally as { cells: { rows: number }[] }).cells.reduce((sum, cell) => sum + cell.rows, 0);
    expect(rows).toBe(people.filter(keeps).length);
  });

  it('takes whole hours of the times at which was decided', async () => {
    const all = await audited(policyText(), { since: '2026-11-20T10:59:00Z', until: '2026-11-20T10:01:00Z' }).catch(
      () => null,
    );
    expect(all).toBeNull();
    const { log } = await audited(policyText(), { since: '2026-11-20T10:59:00Z' });
    expect(log).toMatchObject({ since: '2026-11-20T10:00:00.000Z', recorded: people.length });
    const later = await post('/v1/audits', {
      deployment: 'compas/prod',
      policy: policyText(),
      since: '2026-11-20T11:00:00Z',
    });
    expect(await later.json()).toMatchObject({ code: 'DATA_EMPTY' });
  });

  it('names a policy mistake for a name that binds to nothing', async () => {
    const answer = await post('/v1/audits', {
      deployment: 'compas/prod',
      policy: policyText().replaceAll('race', 'rase'),
    });
    expect(await answer.json()).toMatchObject({ code: 'POLICY_INVALID', remedy: expect.stringContaining('"race"') });
  });

  it('is refused without the scope', async () => {
    const { key } = await server.plane.deps.identity.keys.issue({
      name: 'w',
      scopes: ['decisions:write'],
      createdBy: 't',
    });
    const answer = await fetch(new URL('/v1/audits', server.url), {
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(403);
  });

  it('is the same out of sealed segments, with what comes after them', async () => {
    const direct = await audited(policyText());
    expect(direct.read).toMatchObject({ segments: 0 });
    expect(await (await post('/v1/segments', '')).json()).toMatchObject({ sealed: { segments: 1 } });
    const sealed = await audited(policyText());
    expect(sealed.read).toEqual({ segments: 1, batches: 0 });
    expect(sealed.tally).toEqual(direct.tally);
    const after = people.filter((one) => numberOf(one) % 10 === 0).slice(0, 20);
    await send(
      '/v1/labels',
      after.map((one) => ({ decision: one.id, label: one.reoffended, knownAt: DECIDED })),
    );
    await send(
      '/v1/attributes',
      after.map((one) => ({ decision: one.id, attributes: { sex: null } })),
    );
    const text = policyText('sex is missing');
    const { tally, read } = await audited(text);
    expect(read).toMatchObject({ segments: 1 });
    const cells = (tally as { cells: { rows: number; label: number | null }[] }).cells;
    expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(20);
    expect(cells.every(({ label }) => label !== null)).toBe(true);
    // Back to what it was for the tests below; the later of two values counts.
    await send(
      '/v1/attributes',
      after.map((one) => ({ decision: one.id, attributes: { sex: one.sex } })),
    );
    late.push(...after);
    expect((await audited(policyText())).tally).toEqual(await fileTally(policyText(), people));
  });

  it('holds no subject, no decision id and no input in the clear, and leaves nothing opened behind', async () => {
    const names = readdirSync(join(folder.path, 'segments'));
    expect(names).toHaveLength(1);
    const bytes = readFileSync(join(folder.path, 'segments', names[0]!)).toString('latin1');
    for (const text of ['PAR1', 'case-', 'Caucasian', 'compas/prod']) expect(bytes).not.toContain(text);
    expect(readdirSync(join(folder.path, 'scratch'))).toEqual([]);
  });

  it('is a command: verdict by exit code, the range of the log in the sources, the tally kept', async () => {
    const policy = join(files, 'policy.yaml');
    writeFileSync(policy, policyText());
    writeFileSync(join(files, 'key'), server.localKey, { mode: 0o600 });
    const out = join(files, 'out');
    const from = ['--service', server.url, '--deployment', 'compas/prod', '--key-file', join(files, 'key')];
    const { code, err } = await cli(['audit', ...from, '--since', '2026-11-20', '--policy', policy, '--out', out]);
    expect(code).toBe(1);
    expect(err).toContain(`0 of ${people.length} rows erased`);
    const audit = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
    const head = server.plane.deps.log.head('main')!;
    expect(audit.data.sources[0].log).toMatchObject({ name: 'main', since: '2026-11-20T00:00:00.000Z', erased: 0 });
    expect(audit.data.sources[0].log.size).toBeLessThanOrEqual(head.size);
    expect(audit.replay).toContain('--since 2026-11-20T00:00:00.000Z');
    expect(audit.replay).not.toContain(server.localKey);
    expect(JSON.parse(readFileSync(join(out, 'tally.json'), 'utf8'))).toEqual(await fileTally(policyText(), people));
    const again = await cli(['audit', '--tally', join(out, 'tally.json'), '--policy', policy, '--json']);
    expect(JSON.parse(again.out).requirements).toEqual(audit.requirements);
    const wrong = await cli(['audit', ...from, '--since', 'yesterday', '--policy', policy]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--since yesterday: not a time') });
  });

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
    const get = async (path: string, key = server.localKey): Promise<{ status: number; body: Read }> => {
      const answer = await fetch(new URL(path, server.url), { headers: { authorization: `Bearer ${key}` } });
      return { status: answer.status, body: (await answer.json()) as Read };
    };
    const made = async (text: string): Promise<Kept> =>
      ((await audited(text)) as Answer & { readonly audit: Kept }).audit;

    it('with its policy under digests that anybody can make again, and an entry that names them', async () => {
      const audit = await made(policyText());
      const { body } = await get(`/v1/audits/${audit.id}`);
      expect(body.audit).toEqual(audit);
      expect(sha256Digest(body.policy)).toBe(audit.policyDigest);
      expect(sha256Digest(canonicalJson(body.result))).toBe(audit.resultDigest);
      expect(body.result).toMatchObject({ verdict: audit.verdict, data: { rows: people.length } });
      expect(body.result.data.sources[0]!.log).toMatchObject({ size: audit.size, deployment: 'compas/prod' });
      const { sql } = server.plane.store;
      expect(await sql.query('select 1 from pending_event')).toEqual([]);
      const [newest, second] = (await get('/v1/audits?limit=2&deployment=compas/prod')).body.audits;
      expect(newest).toEqual(audit);
      const rest = await get(`/v1/audits?before=${newest!.id}&limit=1`);
      expect(rest.body.audits).toEqual([second]);
      expect(await get('/v1/audits?limit=0')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
      expect(await get('/v1/audits?order=up')).toMatchObject({ status: 400, body: { code: 'BODY_INVALID' } });
    });

    it('and refused by name when its row was changed', async () => {
      const audit = await made(policyText('risk >= 0.2'));
      const { sql } = server.plane.store;
      await sql.query("update audit_text set content = replace(content, 'fail', 'pass') where digest = $1", [
        audit.resultDigest,
      ]);
      const { status, body } = await get(`/v1/audits/${audit.id}`);
      expect([status, body.code]).toEqual([500, 'STORE_INVALID']);
      expect(body.message).toContain(audit.id);
    });

    it('and so when a word about it was changed', async () => {
      const audit = await made(policyText());
      const { sql } = server.plane.store;
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
      const { keys } = server.plane.deps.identity;
      const issued = async (scope: Scope): Promise<string> =>
        (await keys.issue({ name: 'r', scopes: [scope], createdBy: 't' })).key;
      const groups = await get(`/v1/audits/${audit.id}`, await issued('audit:read'));
      expect(groups).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      const stranger = await get(`/v1/audits/${audit.id}`, await issued('labels:write'));
      expect(stranger.status).toBe(403);
      expect((await get('/v1/audits/0193f7c2-6a55-7d1e-9f10-3c2b1a000001')).status).toBe(404);
    });
  });

  describe('for a key that may see no person', () => {
    const issued = async (...scopes: Scope[]): Promise<string> =>
      (await server.plane.deps.identity.keys.issue({ name: 'a', scopes, createdBy: 't' })).key;
    const ask = async (key: string, more: object): Promise<{ status: number; body: Record<string, unknown> }> => {
      const answer = await fetch(new URL('/v1/audits', server.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ deployment: 'compas/prod', policy: policyText(), ...more }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };

    it.each([[['audit:read']], [['audit:read', 'decisions:read']], [['audit:read', 'attributes:read']]] as Scope[][][])(
      'shows %j no cell of fewer than 11 people and no tally by all attributes',
      async (scopes) => {
        const { status, body } = await ask(await issued(...scopes), {});
        expect([status, body.tally]).toEqual([200, undefined]);
        const parts = body.parts as { attributes: string[]; tally: { cells: { rows: number }[] } }[];
        expect(parts.map(({ attributes }) => attributes.join())).toEqual(['', 'age_cat', 'race,sex']);
        for (const { tally } of parts) {
          expect(tally.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(people.length);
          expect(tally.cells.every(({ rows }) => rows >= 11)).toBe(true);
        }
      },
    );

    it('shows every cell to a key that may read every field of every decision', async () => {
      const { body } = await ask(await issued('audit:read', 'decisions:read', 'attributes:read'), {});
      expect(body).toMatchObject({ tally: await fileTally(policyText(), people) });
      expect(body.parts).toBeUndefined();
    });

    it('refuses what singles a person out', async () => {
      const key = await issued('audit:read');
      const where = (text: string): object => ({ policy: policyText(text) });
      const { size } = server.plane.deps.log.head('main')!;
      for (const more of [
        where("inputs.age.band = '25 - 45'"),
        where('risk = 0.1'),
        where('reoffended = 1'),
        { size },
      ]) {
        const { status, body } = await ask(key, more);
        expect([status, body.code], JSON.stringify(more)).toEqual([403, 'FORBIDDEN']);
        expect(body.message).toContain('sees no person');
      }
      const few = await ask(key, where("race = 'Native American' and sex = 'Female'"));
      expect([few.status, few.body.code]).toEqual([422, 'DATA_TOO_FEW']);
    });

    it('is answered alike whether a filter keeps or leaves out nobody or a few', async () => {
      const key = await issued('audit:read');
      const [nobody, somebody] = [
        "race = 'Native American' and sex = 'x'",
        "race = 'Native American' and sex = 'Female'",
      ];
      const plain = ({ status, body: { requestId: _, ...body } }: Awaited<ReturnType<typeof ask>>) => ({
        status,
        body,
      });
      const kept = await Promise.all([nobody, somebody].map((one) => ask(key, { policy: policyText(one) })));
      expect(plain(kept[0]!)).toEqual(plain(kept[1]!));
      const left = await Promise.all([nobody, somebody].map((one) => ask(key, { policy: policyText(`not (${one})`) })));
      for (const { status, body } of left) {
        expect([status, body.filter]).toEqual([200, 'not applied']);
        const [everybody] = body.parts as { tally: { cells: { rows: number }[] } }[];
        expect(everybody!.tally.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(people.length);
      }
    });

    it('takes whole days', async () => {
      const { body } = await ask(await issued('audit:read'), {
        since: '2026-11-20T10:59:00Z',
        until: '2026-11-20T11:01:00Z',
      });
      expect(body.log).toMatchObject({ since: '2026-11-20T00:00:00.000Z', until: '2026-11-21T00:00:00.000Z' });
    });

    it('is a command whose verdict is that of every cell, or inconclusive and told so', async () => {
      const write = (name: string, text: string): string => {
        writeFileSync(join(files, name), text, { mode: 0o600 });
        return join(files, name);
      };
      const key = write('audit-key', await issued('audit:read'));
      const audit = (policy: string, ...more: string[]) =>
        cli([
          ...['audit', '--service', server.url, '--deployment', 'compas/prod', '--key-file', key],
          ...['--policy', policy, ...more],
        ]);
      const race = write('by-race.yaml', policyText());
      const out = join(files, 'shown');
      const open = await audit(race, '--out', out);
      expect(open.code).toBe(3);
      expect(open.err).toContain('made for a caller who may see no person: no cell of fewer than 11 people is shown');
      const result = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
      expect(result.requirements[0]).toMatchObject({ verdict: 'inconclusive', reason: 'withheld', estimate: null });
      expect(result.replay).not.toContain('--at-size');
      expect(readdirSync(out)).not.toContain('tally.json');
      expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('may see no person');
      // By age there is no small group: the verdict of every cell.
      const age = write('by-age.yaml', policyText().replace('by: [race]', 'by: [age_cat]'));
      const shown = JSON.parse((await audit(age, '--json')).out);
      const whole = await cli([
        ...['audit', '--service', server.url, '--deployment', 'compas/prod', '--policy', age, '--json'],
        ...['--key-file', write('all-key', server.localKey)],
      ]);
      expect(shown.requirements).toEqual(JSON.parse(whole.out).requirements);
      expect(shown.requirements[0].verdict).not.toBe('inconclusive');
      const tally = await cli([
        'tally',
        '--service',
        server.url,
        '--deployment',
        'compas/prod',
        '--policy',
        age,
        '--key-file',
        key,
      ]);
      expect(tally).toMatchObject({ code: 2, err: expect.stringContaining('a tally shows every cell') });
    });
  });

  it('says how many rows are erased and counts the others, the log still verifying', async () => {
    const gone = people.filter(isErased);
    for (const { subject } of gone) {
      await server.plane.deps.subjects.erase(subject, { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo' });
    }
    expect(readdirSync(join(folder.path, 'segments'))).toEqual([]);
    const { tally, log } = await audited(policyText());
    expect(log).toMatchObject({ erased: gone.length, recorded: people.length });
    expect(tally).toEqual(
      await fileTally(
        policyText(),
        people.filter((one) => !isErased(one)),
      ),
    );
    await server.plane.deps.log.verify();
    await post('/v1/segments', '');
    await server.plane.deps.subjects.turnEpoch();
    const sealed = await audited(policyText());
    expect(sealed).toMatchObject({ tally, log: { erased: gone.length }, read: { segments: 1 } });
  });
});
