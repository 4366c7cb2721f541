import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../src/domain/identity/scopes.js';
import { cli } from '../e2e/support.js';
import { csvOf, type Person, policyText } from './support/compas-stream.js';
import { DECIDED, numberOf, recordedPeople, SETUP_LIMIT_MS } from './support/recorded-people.js';

let world: Awaited<ReturnType<typeof recordedPeople>>;
beforeAll(async () => {
  world = await recordedPeople();
}, SETUP_LIMIT_MS);
afterAll(() => world?.close());

/** Requirements on values themselves, and on how far they moved. */
const LEVELS = `  - id: few-false-alarms
    metric: false_positive_rate
    by: [race]
    compare: value
    max: 0.35
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "risk committee" }
  - id: accurate-for-everyone
    metric: accuracy
    by: []
    compare: value
    min: 0.6
    evidence: compliance
    severity: block
    basis: { kind: ours, source: "risk committee" }
  - id: accuracy-holds
    metric: accuracy
    by: [race]
    change: { against: baseline, maxDrop: 0.15, relative: true }
    evidence: violation
    smallGroups: report
    severity: warn
    basis: { kind: ours, source: "risk committee" }
  - id: equal-odds
    metric: equalized_odds_difference
    by: [race, sex]
    max: 0.1
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "risk committee" }
  - id: false-alarms-shared
    metric: error_share
    by: [race]
    max: 1.1
    evidence: violation
    smallGroups: report
    severity: warn
    basis: { kind: ours, source: "risk committee" }
`;

/** Every 500th person asks to be erased. */
const isErased = (person: Person): boolean => numberOf(person) % 500 === 0;
describe('an audit of recorded decisions', () => {
  it('has the tally of a file of the same rows, bit for bit, with labels and attributes that came later', async () => {
    const { tally, log } = await world.audited(policyText());
    expect(tally).toEqual(await world.fileTally(policyText(), world.people));
    expect(log).toMatchObject({ name: 'main', erased: 0, recorded: world.people.length });
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
    const { tally } = await world.audited(text);
    expect(tally).toEqual(await world.fileTally(text, world.people));
    const rows = (tally as { cells: { rows: number }[] }).cells.reduce((sum, cell) => sum + cell.rows, 0);
    expect(rows).toBe(world.people.filter(keeps).length);
  });

  it('takes whole hours of the times at which was decided', async () => {
    const all = await world
      .audited(policyText(), { since: '2026-11-20T10:59:00Z', until: '2026-11-20T10:01:00Z' })
      .catch(() => null);
    expect(all).toBeNull();
    const { log } = await world.audited(policyText(), { since: '2026-11-20T10:59:00Z' });
    expect(log).toMatchObject({ since: '2026-11-20T10:00:00.000Z', recorded: world.people.length });
    const later = await world.post('/v1/audits', {
      deployment: 'compas/prod',
      policy: policyText(),
      since: '2026-11-20T11:00:00Z',
    });
    expect(await later.json()).toMatchObject({ code: 'DATA_EMPTY' });
  });

  it('names a policy mistake for a name that binds to nothing', async () => {
    const answer = await world.post('/v1/audits', {
      deployment: 'compas/prod',
      policy: policyText().replaceAll('race', 'rase'),
    });
    expect(await answer.json()).toMatchObject({ code: 'POLICY_INVALID', remedy: expect.stringContaining('"race"') });
  });

  it('is refused without the scope', async () => {
    const { key } = await world.server.plane.deps.identity.keys.issue({
      name: 'w',
      scopes: ['decisions:write'],
      createdBy: 't',
    });
    const answer = await fetch(new URL('/v1/audits', world.server.url), {
      method: 'POST',
      body: '{}',
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(403);
  });

  it('is the same out of sealed segments, with what comes after them', async () => {
    const direct = await world.audited(policyText());
    expect(direct.read).toMatchObject({ segments: 0 });
    expect(await (await world.post('/v1/segments', '')).json()).toMatchObject({ sealed: { segments: 1 } });
    const sealed = await world.audited(policyText());
    expect(sealed.read).toEqual({ segments: 1, batches: 0 });
    expect(sealed.tally).toEqual(direct.tally);
    const after = world.people.filter((one) => numberOf(one) % 10 === 0).slice(0, 20);
    await world.send(
      '/v1/labels',
      after.map((one) => ({ decision: one.id, label: one.reoffended, knownAt: DECIDED })),
    );
    await world.send(
      '/v1/attributes',
      after.map((one) => ({ decision: one.id, attributes: { sex: null } })),
    );
    const text = policyText('sex is missing');
    const { tally, read } = await world.audited(text);
    expect(read).toMatchObject({ segments: 1 });
    const cells = (tally as { cells: { rows: number; label: number | null }[] }).cells;
    expect(cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(20);
    expect(cells.every(({ label }) => label !== null)).toBe(true);
    // Back to what it was for the tests below; the later of two values counts.
    await world.send(
      '/v1/attributes',
      after.map((one) => ({ decision: one.id, attributes: { sex: one.sex } })),
    );
    world.late.push(...after);
    expect((await world.audited(policyText())).tally).toEqual(await world.fileTally(policyText(), world.people));
  });

  it('holds no subject, no decision id and no input in the clear, and leaves nothing opened behind', async () => {
    const names = readdirSync(join(world.folder.path, 'segments'));
    expect(names).toHaveLength(1);
    const bytes = readFileSync(join(world.folder.path, 'segments', names[0]!)).toString('latin1');
    for (const text of ['PAR1', 'case-', 'Caucasian', 'compas/prod']) expect(bytes).not.toContain(text);
    expect(readdirSync(join(world.folder.path, 'scratch'))).toEqual([]);
  });

  it('is a command: verdict by exit code, the range of the log in the sources, the tally kept', async () => {
    const policy = join(world.files, 'policy.yaml');
    writeFileSync(policy, policyText());
    writeFileSync(join(world.files, 'key'), world.server.localKey, { mode: 0o600 });
    const out = join(world.files, 'out');
    const from = ['--service', world.server.url, '--deployment', 'compas/prod', '--key-file', join(world.files, 'key')];
    const { code, err } = await cli(['audit', ...from, '--since', '2026-11-20', '--policy', policy, '--out', out]);
    expect(code).toBe(1);
    expect(err).toContain(`0 of ${world.people.length} rows erased`);
    const audit = JSON.parse(readFileSync(join(out, 'audit.json'), 'utf8'));
    const head = world.server.plane.deps.log.checkpoint('main')!;
    expect(audit.data.sources[0].log).toMatchObject({ name: 'main', since: '2026-11-20T00:00:00.000Z', erased: 0 });
    expect(audit.data.sources[0].log.size).toBeLessThanOrEqual(head.size);
    expect(audit.replay).toContain('--since 2026-11-20T00:00:00.000Z');
    expect(audit.replay).not.toContain(world.server.localKey);
    expect(JSON.parse(readFileSync(join(out, 'tally.json'), 'utf8'))).toEqual(
      await world.fileTally(policyText(), world.people),
    );
    const again = await cli(['audit', '--tally', join(out, 'tally.json'), '--policy', policy, '--json']);
    expect(JSON.parse(again.out).requirements).toEqual(audit.requirements);
    const wrong = await cli(['audit', ...from, '--since', 'yesterday', '--policy', policy]);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--since yesterday: not a time') });
  });

  it('judges floors, ceilings, changes and composite measures as an audit of a file does, by the service and by the command', async () => {
    const text = `${policyText()}${LEVELS}`;
    const answer = (await world.audited(text)) as unknown as { audit: { id: string } };
    const kept = await fetch(new URL(`/v1/audits/${answer.audit.id}`, world.server.url), {
      headers: { authorization: `Bearer ${world.server.localKey}` },
    });
    const { result } = (await kept.json()) as { result: { requirements: Record<string, unknown>[] } };
    const path = join(world.files, 'levels.csv');
    writeFileSync(path, csvOf(world.people, world.known));
    const policy = join(world.files, 'levels.yaml');
    writeFileSync(policy, text);
    const file = await cli(['audit', path, '--policy', policy, '--json']);
    expect(result.requirements).toEqual(JSON.parse(file.out).requirements);
    expect(result.requirements.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['four-fifths', 'fail'],
      ['few-false-alarms', 'fail'],
      ['accurate-for-everyone', 'pass'],
      ['accuracy-holds', 'not_applicable'],
      ['equal-odds', 'fail'],
      ['false-alarms-shared', 'fail'],
    ]);
  });

  describe('for a key that may see no person', () => {
    const issued = async (...scopes: Scope[]): Promise<string> =>
      (await world.server.plane.deps.identity.keys.issue({ name: 'a', scopes, createdBy: 't' })).key;
    const ask = async (key: string, more: object): Promise<{ status: number; body: Record<string, unknown> }> => {
      const answer = await fetch(new URL('/v1/audits', world.server.url), {
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
          expect(tally.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(world.people.length);
          expect(tally.cells.every(({ rows }) => rows >= 11)).toBe(true);
        }
      },
    );

    it('shows every cell to a key that may read every field of every decision', async () => {
      const { body } = await ask(await issued('audit:read', 'decisions:read', 'attributes:read'), {});
      expect(body).toMatchObject({ tally: await world.fileTally(policyText(), world.people) });
      expect(body.parts).toBeUndefined();
    });

    it('refuses what singles a person out', async () => {
      const key = await issued('audit:read');
      const where = (text: string): object => ({ policy: policyText(text) });
      const { size } = world.server.plane.deps.log.checkpoint('main')!;
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
        expect(everybody!.tally.cells.reduce((sum, { rows }) => sum + rows, 0)).toBe(world.people.length);
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
        writeFileSync(join(world.files, name), text, { mode: 0o600 });
        return join(world.files, name);
      };
      const key = write('audit-key', await issued('audit:read'));
      const audit = (policy: string, ...more: string[]) =>
        cli([
          ...['audit', '--service', world.server.url, '--deployment', 'compas/prod', '--key-file', key],
          ...['--policy', policy, ...more],
        ]);
      const race = write('by-race.yaml', policyText());
      const out = join(world.files, 'shown');
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
        ...['audit', '--service', world.server.url, '--deployment', 'compas/prod', '--policy', age, '--json'],
        ...['--key-file', write('all-key', world.server.localKey)],
      ]);
      expect(shown.requirements).toEqual(JSON.parse(whole.out).requirements);
      expect(shown.requirements[0].verdict).not.toBe('inconclusive');
      const tally = await cli([
        'tally',
        '--service',
        world.server.url,
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
    const gone = world.people.filter(isErased);
    for (const { subject } of gone) {
      await world.server.plane.deps.subjects.erase(subject, { basis: 'GDPR Art. 17(1)(b)', requestedBy: 'dpo' });
    }
    expect(readdirSync(join(world.folder.path, 'segments'))).toEqual([]);
    const { tally, log } = await world.audited(policyText());
    expect(log).toMatchObject({ erased: gone.length, recorded: world.people.length });
    expect(tally).toEqual(
      await world.fileTally(
        policyText(),
        world.people.filter((one) => !isErased(one)),
      ),
    );
    await world.server.plane.deps.log.verify();
    await world.post('/v1/segments', '');
    await world.server.plane.deps.subjects.turnEpoch();
    const sealed = await world.audited(policyText());
    expect(sealed).toMatchObject({ tally, log: { erased: gone.length }, read: { segments: 1 } });
  });
});
