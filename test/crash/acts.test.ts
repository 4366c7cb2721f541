import { cpSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRooms } from '../../src/apps/rooms/index.js';
import { openControlPlane } from '../../src/apps/server/control-plane.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { startPostgres } from '../dataset/support/postgres.js';
import { REGISTRY } from '../server/support/compas.js';
import { dataFolder } from '../server/support/real.js';
import { joinedProgram } from '../support/joined-program.js';
import { type Course, type Death, deathsOf, type Room } from './acts/lane.js';
import { SCENARIOS } from './acts/scenarios.js';

/** Entries of one act, of which one is killed before every write: the others differ by their type alone. */
const AS_A_VIEW = 'written by case.change, as case.read-blind is; test/server/oversight.test.ts';
/** Entries that come without an act of the service, or that are cut short elsewhere. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'message.sent':
    'the act is that of a message that is given up, once a receiver has taken it (notices.test.ts of the server)',
  'retention.expired': 'comes with time; test/decisions/cut-short.test.ts cuts it short',
  'ledger.key-retired': 'comes with time; test/decisions/cut-short.test.ts cuts it short',
  'verification.failed': 'a witness finds it',
  'audit.begun': 'written by audit.follow-due, as audit.not-made is; test/server/reactions.test.ts',
  'alert.resolved': 'comes with the states of the monitor, as alert.fired does; test/server/monitor.test.ts',
  'alert.ended': 'the same, when a policy changes',
  'monitor.renewed':
    'comes with another version of the program, or with a clock; test/server/monitor-{upgrade,silence}.test.ts',
  'reaction.scheduled': 'comes with time; test/server/reactions.test.ts',
  'gate.reopened': 'written by gate.settle, as gate.opened is; test/server/gates.test.ts',
  'gate.renewed': 'the same',
  'gate.closed': 'the same',
  'alert.escalated': 'comes with time; test/server/alert-times.test.ts',
  'alert.message-failed': 'a receiver refuses a message; test/server/alert-times.test.ts',
  'case.drawn': 'written with case.opened by the same act; test/server/oversight-draws.test.ts',
  ...Object.fromEntries(
    [
      ...['case.returned', 'case.conflict-declared', 'case.read-final', 'case.referred', 'case.subject-asked'],
      ...[
        'case.subject-answered',
        'case.escalated',
        'case.readmitted',
        'case.clock-missed',
        'case.closed',
        'case.erased',
        'case.known-answer',
        'case.overturns-alike',
        'case.reader-trained',
        'case.decisions-rerun',
      ],
      ...['appeal.recheck-granted', 'appeal.panel-vote', 'appeal.decided', 'appeal.applied', 'appeal.communicated'],
      'appeal.withdrawn',
    ].map((type) => [type, AS_A_VIEW]),
  ),
  'ledger.rollback-accepted': 'done while no service runs; test/decisions/accept-rollback.test.ts',
};

describe('the list of acts that are killed', () => {
  it('has every act that a room declares', async () => {
    const declared = (await loadRooms()).flatMap(({ acts = [] }) => acts.map(({ name }) => name));
    const done = Object.values(SCENARIOS).flatMap(({ acts }) => acts);
    expect([...new Set(done)].toSorted()).toEqual(declared.toSorted());
  });

  it('has every entry that tells of an act', async () => {
    const rooms = await loadRooms();
    const types = rooms.flatMap(({ events = [] }) =>
      events.filter(({ log }) => log === 'main').map(({ type }) => type),
    );
    const left = Object.values(SCENARIOS).flatMap(({ leaves }) => leaves);
    expect([...new Set([...left, ...Object.keys(NOT_HERE)])].toSorted()).toEqual(types.toSorted());
  });

  it('leaves what the acts declare', async () => {
    const acts = new Map((await loadRooms()).flatMap((room) => (room.acts ?? []).map((act) => [act.name, act])));
    for (const { acts: names, leaves } of Object.values(SCENARIOS)) {
      if (names.length === 0) continue;
      const declared = names.flatMap((name) => acts.get(name)!.enters.map(({ type }) => type));
      expect(declared).toEqual(expect.arrayContaining([...leaves]));
    }
  });
});

/** A control plane takes up to eight connections, and one of each scenario is open at once; some are for looking. */
const CONNECTIONS = 8 * Object.keys(SCENARIOS).length + 20;
const folder = dataFolder();

/** Makes rooms alike: each begins as a service that was started once. */
async function roomMaker(
  url: string,
  sql: (text: string) => Promise<unknown>,
): Promise<(name: string) => Promise<Room>> {
  const of = (database: string): string => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const first = join(folder.dir, 'first');
  await sql('create database first');
  const service = { publishIntervalMs: 1e9, epochMs: 0, ledger: { checkIntervalMs: 0 } };
  const plane = await openControlPlane({ dataDir: first, databaseUrl: of('first'), version: 'x', service });
  await applyDocument(REGISTRY, 'test', plane.deps);
  await plane.close();
  let made = 0;
  return async (name) => {
    const database = `room_${made++}`;
    cpSync(first, join(folder.dir, database), { recursive: true });
    await sql(`create database ${database} template first`);
    return { name, folder: join(folder.dir, database), database, url: of(database) };
  };
}

/** Scenarios whose acts are done side by side in one process; one that writes files at once is the last of each. */
function lanesOf(names: readonly string[]): string[][] {
  const lanes = names.filter((name) => SCENARIOS[name]!.isLast).map((name) => [name]);
  if (lanes.length === 0) lanes.push([]);
  const others = names.filter((name) => !SCENARIOS[name]!.isLast);
  for (const [at, name] of others.entries()) lanes[at % lanes.length]!.unshift(name);
  return lanes;
}

function courseOf(name: string, make: (name: string) => Promise<Room>): Course {
  let room: Promise<Room> | null = null;
  return {
    name,
    room() {
      if (room === null || SCENARIOS[name]!.isFresh) room = make(name);
      return room;
    },
  };
}

/** How each test is called, before the name of its scenario. */
const TEST = 'leaves act and entry whole or nothing, and can be asked again: ';

/** Scenarios that are played: all of them, or with `TRIBUNE_ACTS=1/3` every third from the second on. The whole run plays the fifth that the commit draws. */
const [PART, PARTS] = (process.env.TRIBUNE_ACTS ?? '0/1').split('/').map(Number) as [number, number];

describe('a process that is killed before each write of an act', () => {
  const deaths = new Map<string, readonly Death[]>();

  // Whoever asks for one scenario by its name (`-t`) waits for none of the others.
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures are asked for
  beforeAll(async ({}, { tasks }) => {
    const wanted = tasks.filter(({ mode }) => mode !== 'skip').map(({ name }) => name.slice(TEST.length));
    const program = await joinedProgram('crash/acts/child.ts', 'crash/acts/deadly-files.ts');
    const postgres = await startPostgres([`max_connections=${CONNECTIONS}`]);
    const pool = new pg.Pool({ connectionString: postgres.url });
    // The end of the server closes what the pool has not closed yet.
    pool.on('error', () => undefined);
    try {
      const make = await roomMaker(postgres.url, (text) => pool.query(text));
      const connections = async (databases: readonly string[]): Promise<number> => {
        const text = 'select count(*)::integer as n from pg_stat_activity where datname = any($1)';
        return (await pool.query<{ n: number }>(text, [databases])).rows[0]!.n;
      };
      const programs = { child: program.path, before: program.before! };
      const lanes = lanesOf(wanted).map((names) => names.map((name) => courseOf(name, make)));
      const found = await Promise.all(lanes.map((lane) => deathsOf(lane, { ...programs, connections })));
      for (const lane of found) for (const [name, one] of lane) deaths.set(name, one);
    } finally {
      await pool.end();
      await postgres.stop();
      program.remove();
    }
  }, 3_600_000);
  afterAll(() => folder.remove());

  it.each(Object.entries(SCENARIOS).filter((_, i) => i % PARTS === PART))(`${TEST}%s`, (name, one) => {
    const { leaves, again, resumed = again } = one;
    const all = deaths.get(name)!;
    // The act itself and its answer at the least; only the last was answered.
    expect(all.length).toBeGreaterThan(2);
    expect(all.map(({ asked }) => asked !== null)).toEqual(all.map((_, at) => at === all.length - 1));
    for (const { killAt, asked, seen } of all) {
      const when = `killed before write ${killAt}, ${asked === null ? 'not answered' : 'answered'}`;
      const { after } = seen;
      expect(new Set(after.changed).size, `${when}: ${after.changed}`).toBe(1);
      const stands = after.changed[0]!;
      expect([after.told, after.waiting], when).toEqual([stands ? leaves : [], []]);
      if (asked !== null) expect([asked.answered, stands], when).toEqual([true, true]);
      // Whoever asks again gets all of it, once.
      const isThrough = killAt >= all.length - 1;
      const then = stands ? (isThrough ? again : resumed) : leaves;
      const isRefused = typeof then === 'string';
      expect(seen.asked, when).toEqual(isRefused ? { answered: false, why: then } : { answered: true });
      const told = [...after.told, ...(isRefused ? [] : then)];
      expect([new Set(seen.again.changed), seen.again.told, seen.again.waiting], when).toEqual([
        new Set([true]),
        told,
        [],
      ]);
    }
  });
});
