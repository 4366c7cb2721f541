import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/apps/cli/run.js';
import type { Slots } from '../../src/apps/server/base/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { ledgerPublic } from '../../src/domain/identity/index.js';
import { throwWithin } from '../../src/domain/stops/acts/index.js';
import type { WantedStop } from '../../src/domain/stops/index.js';
import { entriesOf } from './support/entries.js';
import { sameOrigin } from './support/open-rim.js';
import { dataFolder, ndjson, REGISTRY, realServer, record, VERSION } from './support/real.js';

const DEPLOYMENT = 'compas/prod';
const PASSWORD = 'a long enough passphrase';
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let keyFile: string;

beforeAll(async () => {
  real = await realServer(folder.dir);
  keyFile = join(folder.dir, 'key');
  writeFileSync(keyFile, await real.key('stops:read', 'stops:write', 'audit:read'));
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

const stopSwitch = () => real.server.plane.deps.stopSwitch;
const thrown = (more: Partial<WantedStop> = {}, by = 'key:test') =>
  stopSwitch().throw(
    { scope: { kind: 'deployment', deployment: DEPLOYMENT }, mode: 'stop', reason: 'test', ...more },
    by,
  );
/** Signs a person in, who throws stops. */
async function owner(name: string): Promise<(body: object) => Promise<{ status: number; id: string }>> {
  await real.server.plane.deps.identity.accounts.create({ name, password: PASSWORD, roles: ['owner'] }, 'test');
  const headers = { 'content-type': 'application/json', ...sameOrigin };
  const session = await real.call('/v1/session', { headers, body: JSON.stringify({ name, password: PASSWORD }) });
  const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!;
  return async (body) => {
    const answer = await real.call('/v1/stops', { headers: { ...headers, cookie }, body: JSON.stringify(body) });
    return { status: answer.status, id: ((await answer.json()) as { id: string }).id };
  };
}
/** Throws drills in one transaction, so that it takes no minute; gives their ids, the oldest first. */
function drilled(n: number): Promise<string[]> {
  const wanted = { scope: { kind: 'all' }, mode: 'stop', reason: 'test', drill: true } as const;
  return real.server.plane.store.transactions.run(async ({ stores }) => {
    // Stores are opened where they are used: a copy would have none of them.
    const tx = Object.assign(Object.create(stores), { enter: () => undefined }) as Parameters<typeof throwWithin>[0];
    const ids = Array.from({ length: n }, () => crypto.randomUUID());
    for (const [i, id] of ids.entries()) await throwWithin(tx, { ...wanted, id }, `key:${i % 2}`);
    return ids;
  });
}
async function ended(...stops: string[]): Promise<void> {
  const { accounts } = real.server.plane.deps.identity;
  const persons: { account: string }[] = [];
  for (const n of [1, 2]) {
    const wanted = { name: `p${n}-${stops[0]!.slice(-12)}`, password: PASSWORD, roles: ['validator' as const] };
    persons.push({ account: (await accounts.create(wanted, 'test')).id });
  }
  for (const stop of stops) {
    const { proposal } = await stopSwitch().propose({ stop, audits: [], waiver: 'test' }, persons[0]!);
    await stopSwitch().confirm(stop, proposal, persons[1]!);
  }
}
/** Runs a command against the service. */
async function told(...args: string[]): Promise<{ exit: number; out: string }> {
  let out = '';
  const write = (text: string): void => {
    out += text;
  };
  const terminal = { errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-22' };
  const context = { out: write, err: write, ...terminal, version: '0.0.0-test' };
  const key = args.includes('--key-file') ? [] : ['--key-file', keyFile];
  return { exit: await runCli([...args, '--server', real.server.url, ...key], context), out };
}

describe('the owner of a system', () => {
  it('stops an own version, although somebody else has one of the same bytes, and not theirs', async () => {
    const [system] = REGISTRY.systems;
    const theirs = {
      systems: [
        { ...system!, owner: 'ann' },
        { ...system!, id: 'theirs', owner: 'else' },
      ],
      models: [{ id: 'theirs', system: 'theirs' }],
      versions: [{ model: 'theirs', digest: VERSION }],
    };
    await applyDocument(theirs, 'test', real.server.plane.deps);
    const throws = await owner('ann');
    const of = (model: string) => ({ scope: { kind: 'version', model, version: VERSION }, mode: 'stop', reason: 'x' });
    const { status, id } = await throws(of('compas'));
    expect(status).toBe(200);
    expect((await throws(of('theirs'))).status).toBe(403);
    expect((await throws({ ...of('theirs'), scope: { kind: 'system', system: 'theirs' } })).status).toBe(403);
    await ended(id);
  });
});

describe('the number of the switch', () => {
  const revision = () => stopSwitch().board.demand().revision;

  it('counts changes, and none where a request is sent again or refused', async () => {
    const id = crypto.randomUUID();
    const { revision: thrownAt } = await thrown({ id });
    expect(revision()).toBe(thrownAt);
    await thrown({ id });
    await expect(thrown({ id, mode: 'review' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(stopSwitch().endDrill(id, 'key:test')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(revision()).toBe(thrownAt);
    await ended(id);
    expect(revision()).toBe(thrownAt + 1);
  });
});

describe('a feed', () => {
  it.each([
    ['/v1/stops/stream', 'stops:read', 1000],
    ['/v1/monitor/events', 'monitor:read', 8],
  ] as const)('%s is not taken from everybody by one key', async (path, scope, most) => {
    const room = path.includes('stops') ? 'stops' : 'monitor';
    const { feeds } = real.server.plane.deps.rooms.find(({ name }) => name === room)!.deps as { feeds: Slots };
    const { keys } = real.server.plane.deps.identity;
    const { key: greedy, kept } = await keys.issue({ name: 'greedy', scopes: [scope], createdBy: 'test' });
    const other = await real.key(scope);
    // All but the last of its slots are taken as its streams would take them.
    const held = Array.from({ length: most - 1 }, () => feeds.take(`key:${kept.id}`));
    const last = await real.call(path, { key: greedy });
    expect(last.status).toBe(200);
    expect((await real.call(path, { key: greedy })).status).toBe(429);
    const answer = await real.call(path, { key: other });
    expect(answer.status).toBe(200);
    for (const { body } of [last, answer]) await body!.cancel();
    for (const release of held) release();
  });
});

describe('a decision that is read', () => {
  interface Stopped {
    readonly said: string;
    readonly stop: { readonly id: string } | null;
    readonly isKept: boolean | null;
  }
  const read = async (id: string, key: string) =>
    ((await (await real.call(`/v1/decisions/${id}`, { key })).json()) as { logged: { stopped: Stopped | null } }).logged
      .stopped;
  /** Sends a decision that was made just now, or so long ago. */
  async function decided(more: object, agoMs = 0): Promise<string> {
    const sent = record({ decidedAt: new Date(Date.now() - agoMs).toISOString(), ...more });
    const headers = { 'content-type': 'application/x-ndjson' };
    const key = await real.key('decisions:write');
    expect((await real.call('/v1/decisions', { key, headers, body: ndjson(sent) })).status).toBe(200);
    return sent.id as string;
  }

  it('says what the stops in force at its time said of it, also when they have ended', async () => {
    const key = await real.key('decisions:read', 'attributes:read');
    const { id: stop } = await thrown({ fallback: { kind: 'human-queue' } });
    const drill = await thrown({ scope: { kind: 'all' }, drill: true });
    const ids = [await decided({}), await decided({ route: 'reviewed' }), await decided({}, 3_600_000)] as const;
    const shown = async () => Promise.all(ids.map((id) => read(id, key)));
    const expected = [
      { said: 'fallback', stop: { id: stop, mode: 'stop' }, isKept: false },
      { said: 'fallback', stop: { id: stop }, isKept: true },
      { said: 'model', stop: null, isKept: true },
    ];
    expect(await shown()).toMatchObject(expected);
    await ended(stop);
    await stopSwitch().endDrill(drill.id, 'key:test');
    expect(await shown()).toMatchObject(expected);
    expect(await read(await decided({}), key)).toMatchObject({ said: 'model', stop: null });
  });

  it('is judged by its version and its groups, where these are seen', async () => {
    const [all, some] = [await real.key('decisions:read', 'attributes:read'), await real.key('decisions:read')];
    const { id: ofGroup } = await thrown({ where: { sex: ['f'] }, mode: 'review' });
    const women = await decided({ attributes: { sex: 'f' } });
    const men = await decided({ attributes: { sex: 'm' } });
    expect(await read(women, all)).toMatchObject({ said: 'review', stop: { id: ofGroup }, isKept: false });
    expect(await read(men, all)).toMatchObject({ said: 'model', isKept: true });
    expect(await read(women, some)).toBeNull();
    await ended(ofGroup);
    // The record names no version: the one that was served then decided.
    const version = { scope: { kind: 'version', model: 'compas', version: VERSION } } as const;
    const { id: ofVersion } = await thrown(version);
    expect(await read(await decided({}), some)).toMatchObject({ said: 'fallback', stop: { id: ofVersion } });
    await ended(ofVersion);
  });
});

describe('what was decided while something was stopped', () => {
  interface Listed {
    readonly counts: readonly { readonly kind: string; readonly decisions: number; readonly listed: number }[];
    readonly decisions: readonly { readonly decision: string; readonly kind: string; readonly said: string }[];
    readonly problems: readonly string[];
    readonly next: number | null;
  }
  const KINDS = ['against', 'allowed', 'kept'];
  const listed = async (key: string, query: string) =>
    (await (await real.call(`/v1/stops/decisions?${query}`, { key })).json()) as Listed;
  /** Waits until so many decisions are counted. */
  async function counted(key: string, query: string, n: number): Promise<Listed> {
    const sum = async () => (await listed(key, query)).counts.reduce((all, { decisions }) => all + decisions, 0);
    await expect.poll(sum, { timeout: 60_000 }).toBe(n);
    return listed(key, query);
  }
  const send = async (...sent: object[]) => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await real.call('/v1/decisions', {
      ...{ key: await real.key('decisions:write'), headers, body: ndjson(...sent) },
    });
    expect(answer.status).toBe(200);
  };

  it('is counted and listed decision by decision as each says of itself', async () => {
    const key = await real.key('decisions:read', 'attributes:read', 'audit:read');
    const { sinceMs, id: throttle } = await thrown({ mode: 'throttle', share: 0.5 });
    const { id: review, sinceMs: reviewedMs } = await thrown({
      ...{ where: { sex: ['f'], jurisdiction: ['US'] }, mode: 'review' },
    });
    const [drill] = await drilled(1);
    const at = (ms: number) => new Date(sinceMs + ms).toISOString();
    const sent = Array.from({ length: 48 }, (_, n) =>
      record({
        ...{ subject: `case-\u00e9"${n}`, route: ['automatic', 'reviewed', 'fallback'][n % 3] },
        ...{ attributes: n % 5 === 0 ? undefined : { sex: n % 2 === 0 ? 'f' : 'm' } },
        ...{ jurisdiction: ['US-FL', 'DE', undefined, 'us'][n % 4], version: n % 7 === 0 ? VERSION : undefined },
        // Some were made before anything was stopped, and came late.
        decidedAt: at(n % 8 === 7 ? -1 : reviewedMs - sinceMs + (n >> 3)),
      }),
    );
    await send(...sent);
    await ended(throttle, review);
    await send(record({ decidedAt: at(600_000), subject: 'later' }));
    const said = new Map<string, string>();
    for (const { id } of sent) {
      const { stopped } = (
        (await (await real.call(`/v1/decisions/${id}`, { key })).json()) as {
          logged: { stopped: { said: string; isKept: boolean } };
        }
      ).logged;
      said.set(id as string, stopped.said === 'model' ? 'allowed' : stopped.isKept ? 'kept' : 'against');
    }
    const early = sent.flatMap(({ id }, n) => (n % 8 === 7 ? [id as string] : []));
    const expected = [...said].filter(([id]) => !early.includes(id));
    expect([...new Set(expected.map(([, kind]) => kind))].toSorted()).toEqual(KINDS);
    const both = async () => (await Promise.all([throttle, review].map((stop) => listed(key, `stop=${stop}`)))).flat();
    const n = async () => (await both()).reduce((sum, { decisions }) => sum + decisions.length, 0);
    await expect.poll(n, { timeout: 60_000 }).toBe(expected.length);
    const found = (await both()).flatMap(({ decisions }) => decisions);
    expect(found.map(({ decision, kind }) => [decision, kind]).toSorted()).toEqual(expected.toSorted());
    const kept = (await listed(key, `stop=${throttle}&kind=kept&deployment=${DEPLOYMENT}`)).decisions;
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every(({ kind }) => kind === 'kept')).toBe(true);
    expect((await listed(key, `stop=${drill}`)).counts).toEqual([]);
    await stopSwitch().endDrill(drill!, 'key:test');
    expect((await real.call(`/v1/stops/decisions?stop=${crypto.randomUUID()}`, { key })).status).toBe(404);
    expect((await real.call('/v1/stops/decisions?kind=agaisnt', { key })).status).toBe(400);
    expect((await real.call('/v1/stops/decisions', { key: await real.key('stops:read') })).status).toBe(403);
  });

  it('is counted where it is too much to be listed, and gives exit 1', async () => {
    const key = await real.key('audit:read');
    const { id, sinceMs } = await thrown();
    const of = (n: number) => record({ subject: `p${n}`, decidedAt: new Date(sinceMs + n).toISOString() });
    await send(...Array.from({ length: 1003 }, (_, n) => of(n)));
    const { counts, decisions, next } = await counted(key, `stop=${id}`, 1003);
    expect(counts).toMatchObject([
      { kind: 'against', decisions: 1003, listed: 1000, firstAt: new Date(sinceMs).toISOString() },
    ]);
    expect(decisions).toHaveLength(200);
    const rest = await listed(key, `stop=${id}&before=${next}&limit=100`);
    expect(rest.decisions[0]!.decision).not.toBe(decisions.at(-1)!.decision);
    const { exit, out } = await told('stop', 'decisions', '--stop', id, '--kind', 'against');
    expect(exit).toBe(1);
    expect(out).toContain('against  1003 decisions, the first 1000 listed  compas/prod');
    expect((await told('stop', 'decisions', '--deployment', 'none/prod')).exit).toBe(0);
    await ended(id);
    // A row that somebody takes away is missed, though what is left is as it was written; what was decided under others is told on.
    const others = {
      counts: (await listed(key, '')).counts.length,
      at: `of compas/prod that are listed under the stop ${id}`,
    };
    const { sql } = real.server.plane.store;
    const [gone] = await sql.query<{ place: string }>(
      'delete from decided where place = (select max(place) from decided where stop = $1) returning *',
      [id],
    );
    expect(gone).toBeDefined();
    const missed = await listed(key, '');
    expect(missed.counts).toHaveLength(others.counts - 1);
    expect(missed.problems).toEqual([`of the 1000 decisions ${others.at} (against) 999 are in the database`]);
    // What is not known is no pass.
    const unknown = await told('stop', 'decisions', '--stop', id);
    expect([unknown.exit, unknown.out]).toEqual([3, expect.stringContaining('999 are in the database')]);
    await sql.query(
      'insert into decided (stop, deployment, kind, content, seal) select stop, deployment, kind, content, seal from jsonb_populate_record(null::decided, $1)',
      [JSON.stringify({ ...gone, seal: `\\x${(gone as unknown as { seal: Buffer }).seal.toString('hex')}` })],
    );
    expect((await listed(key, `stop=${id}`)).counts).toHaveLength(1);
    // A count that somebody changed is not known from then on, and keeps nothing else from being counted.
    const other = await thrown();
    await sql.query("update decided_count set content = replace(content, '1003', '3') where stop = $1", [id]);
    await send(of(1), record({ subject: 'q', decidedAt: new Date(other.sinceMs).toISOString() }));
    expect((await counted(key, `stop=${other.id}`, 1)).problems).toEqual([]);
    await ended(other.id);
    expect(await listed(key, `stop=${id}`)).toMatchObject({
      counts: [],
      problems: [
        expect.stringMatching(/^how much was decided on compas\/prod under the stop .* \(against\) is not known/),
      ],
    });
  });
});

describe('incident plans beside what they are about', () => {
  it('are saved once with the rest, or nothing of it is, and are refused by the name of what is misspelt', async () => {
    const file = join(folder.dir, 'system.json');
    const operator = join(folder.dir, 'operator');
    writeFileSync(operator, await real.key('registry:write', 'settings:write'));
    const [system] = REGISTRY.systems;
    const systems = [
      { ...system!, id: 'lending' },
      { ...system!, id: 'letters' },
    ];
    const scope = { kind: 'system', system: 'lending' };
    const plan = { scope, reassessedOn: '2026-11-01', consumers: [{ name: 'letters', system: 'letters' }] };
    const applied = (document: object, ...options: string[]) => {
      writeFileSync(file, JSON.stringify(document));
      return told('admin', 'apply', file, '--key-file', operator, ...options);
    };
    const apply = (...incidentPlans: object[]) => applied({ systems, incidentPlans });
    const { registry, incidents, settings } = real.server.plane.deps;
    const before = await registry.snapshot();
    const more = { ...system!, id: 'third' };
    const lostPlan = { ...plan, consumers: [{ name: 'letters', system: 'leters' }] };
    const lost = await applied({
      systems: [...systems, more],
      ledger: { public: true },
      incidentPlans: [plan, { ...lostPlan, scope: { kind: 'system', system: 'third' } }],
    });
    expect(lost.out).toContain('incidentPlans[1]: no system "leters" is registered');
    expect(lost.out).toContain('Did you mean "letters"?');
    const twice = await apply(plan, { ...plan, budget: 'x' });
    expect(twice.out).toContain('incidentPlans[1]: the plan of the system lending stands twice');
    // What comes before the plan that is refused does not stand either.
    expect([await registry.snapshot(), settings.read(ledgerPublic)]).toEqual([before, false]);
    expect((await incidents.plans()).filter((one) => one.plan !== null)).toEqual([]);
    expect(await apply(plan)).toEqual({
      exit: 0,
      out: 'system.created lending\nsystem.created letters\nincident.plan-saved system lending, revision 1\n',
    });
    expect(await apply(plan)).toEqual({ exit: 0, out: 'nothing changed\n' });
    const { dependencies } = await incidents.map();
    expect(dependencies).toEqual([{ from: 'lending', to: 'letters', plan: 'system lending' }]);
    const { exit, out } = await apply({ ...plan, consumers: [{ name: 'letters', sytem: 'letters' }] });
    expect(exit).toBe(2);
    expect(out).toContain('incidentPlans[0].consumers[0]: Unrecognized key: "sytem"');
    expect(out).toContain('Did you mean "system"?');
    const asJson = await applied({ incidentPlans: [{ ...plan, switchOff: 'pull the plug' }] }, '--json');
    expect(JSON.parse(asJson.out)).toEqual({
      changes: [{ type: 'incident.plan-saved', id: 'system lending', revision: 2 }],
      artifactsNotHeld: [],
    });
    const entries = await entriesOf(real.server.plane, 'incident.plan-saved');
    expect(entries).toMatchObject([1, 2].map((revision) => ({ scope: 'system lending', revision })));
    expect(JSON.stringify(await entriesOf(real.server.plane, 'system.created'))).not.toContain('third');
  });
});

describe('the list of the command line', () => {
  it('has every stop, and says so by its exit code, also where one is behind a page of drills', async () => {
    const { id } = await thrown({ mode: 'review' });
    const drills = await drilled(200);
    const { exit, out } = await told('stop', 'list');
    expect(out).toContain(id);
    expect(exit).toBe(1);
    const { stops, next } = JSON.parse((await told('stop', 'list', '--json')).out) as {
      stops: { id: string }[];
      next: null;
    };
    expect([stops.map((one) => one.id), next]).toEqual([[...drills.toReversed(), id], null]);
    await ended(id);
    const last = await told('stop', 'list');
    expect(last.exit).toBe(0);
    expect(last.out).toContain(`end it with tribune stop list --end-drill ${drills[0]}`);
  }, 120_000);
});
