import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oversightTables } from '../../src/adapters/postgres/oversight/index.js';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import type { CaseRecord, Person } from '../../src/core/oversight/index.js';
import type { Oversight } from '../../src/domain/oversight/index.js';
import { ndjson, record } from './support/compas.js';
import { entriesOf } from './support/entries.js';
import { dataFolder, realServer } from './support/real.js';
import { REVIEWED } from './support/reviewed.js';
import { watchedPolicy } from './support/watched-decisions.js';

const HOUR_MS = 3_600_000;
const DEPLOYMENT = 'tree/prod';
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let oversight: Oversight;
let [aheadMs, made] = [0, 0];
const readers: Person[] = [];

const OVERSIGHT = `oversight:
  noAutomaticAdverse: [FR]
  routes:
    - { id: women-refused, where: "attributes.sex = 'f' and inputs.age < 30", adverse: true, class: fairness, share: 0.5 }
    - { id: unsure, near: 0.1, highImpact: true }
  random: 0.25
  knownAnswers: 0.2
  holdout: 0.000000001
`;

async function reader(name: string): Promise<Person> {
  const { accounts } = real.server.plane.deps.identity;
  const { id } = await accounts.create({ name, password: 'a long enough passphrase', roles: ['reviewer'] }, 'test');
  return { id: `account:${id}`, name, roles: ['reviewer'] };
}
const sql = (text: string) => real.server.plane.store.sql.query<{ n: number | null }>(text, []);

/** Records decisions; gives their ids. */
async function decided(fields: readonly object[]): Promise<string[]> {
  const all = fields.map((one) =>
    record({
      ...{ deployment: DEPLOYMENT, inputs: { age: 40 }, score: 0.7, outcome: 1, subject: `person-${made++}` },
      ...{ decidedAt: new Date(Date.now() - HOUR_MS).toISOString(), attributes: { sex: 'm' }, ...one },
    }),
  );
  const { ingest } = real.server.plane.deps;
  await ingest.decisions(new TextEncoder().encode(ndjson(...all)), { form: 'ndjson', source: 'test' });
  return all.map(({ id }) => String(id));
}

/** Waits until what was recorded was drawn from, and makes cases of it. */
async function opened(decisions: number): Promise<CaseRecord[]> {
  await expect
    .poll(async () => Number((await sql('select sum(decisions)::int as n from oversight_frame'))[0]!.n ?? 0))
    .toBe(decisions);
  await oversight.openDraws();
  const query = { stage: 'open', deployment: DEPLOYMENT, decision: null, before: null, limit: 200 } as const;
  return oversight.list(query);
}

/** Has a reader read a case to its end. */
async function read(person: Person, outcome: 0 | 1): Promise<Awaited<ReturnType<Oversight['answer']>> | null> {
  const given = await oversight.claim(person);
  if (given === null) return null;
  await oversight.commitView(given.id, { person, view: { outcome, confidence: 3, reason: 'so it is' } });
  return oversight.answer(given.id, { person, answer: { outcome, reason: 'still so' } });
}

beforeAll(async () => {
  real = await realServer(folder.dir, { runtime: { ...nodeRuntime, nowMs: () => Date.now() + aheadMs } });
  await applyDocument(REVIEWED, 'test', real.server.plane.deps);
  const room = real.server.plane.deps.rooms.find(({ name }) => name === 'oversight')!;
  oversight = (room.deps as { oversight: Oversight }).oversight;
  await decided([{}]);
  for (const name of ['ann', 'bob', 'cyd', 'dan', 'eve', 'fay']) readers.push(await reader(name));
  const policy = watchedPolicy({ labelled: false }).replace('requirements:', `${OVERSIGHT}requirements:`);
  await real.server.plane.deps.monitor.watches.watch([DEPLOYMENT], policy, 'test');
  // By which policy a deployment is watched is remembered for two seconds.
  aheadMs += 3000;
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

it('a policy draws decisions by its routes, with the chance of each kept and entered, and the same leaf draws the same', async () => {
  const plain = await decided(Array.from({ length: 60 }, () => ({})));
  const [french] = await decided([{ outcome: 0, score: 0.3, jurisdiction: 'FR' }]);
  const [unsure] = await decided([{ score: 0.55 }]);
  const women = await decided(
    Array.from({ length: 40 }, () => ({ outcome: 0, score: 0.3, inputs: { age: 20 }, attributes: { sex: 'f' } })),
  );
  const cases = await opened(102);
  const by = new Map(cases.map((one) => [one.decision, one]));
  expect(by.get(french!)).toMatchObject({ queue: 'legal', origin: 'policy', drawn: { inclusion: 1 } });
  expect(by.get(french!)!.drawn!.routes).toContain('no-automatic-adverse');
  expect(by.get(unsure!)).toMatchObject({ queue: 'uncertain', isHighImpact: true, drawn: { inclusion: 1 } });
  // A quarter of the others, half of the women; of 60 and 40 at four standard deviations and more.
  const [drawn, drawnWomen] = [plain, women].map((ids) => ids.filter((id) => by.has(id)));
  expect(Math.abs(drawn!.length - 15)).toBeLessThan(15);
  expect(Math.abs(drawnWomen!.length - 20)).toBeLessThan(17);
  for (const id of drawn!)
    expect(by.get(id)).toMatchObject({ queue: 'quality', drawn: { inclusion: 0.25 }, holdout: { isHeld: false } });
  // Whichever route drew them, they had the chance of the greater one.
  for (const id of drawnWomen!) expect(by.get(id)).toMatchObject({ queue: 'fairness', drawn: { inclusion: 0.5 } });
  // Whether the machine is shown is drawn of cases that are neither of law nor of high impact.
  expect([by.get(french!)!.holdout, by.get(unsure!)!.holdout]).toEqual([undefined, undefined]);
  const entries = (await entriesOf(real.server.plane, 'case.drawn')) as { decision: string; inclusion: number }[];
  expect(entries.length).toBe(drawn!.length + drawnWomen!.length + 2);

  const outlook = await oversight.outlook();
  expect(outlook.sampling).toMatchObject([{ deployment: DEPLOYMENT, decisions: 102, drawn: entries.length }]);
  expect(outlook).toMatchObject({ opened: cases.length, draws: { waiting: 0, without: 0 } });
  expect(outlook.classes.find(({ queue }) => queue === 'fairness')).toMatchObject({ waiting: drawnWomen!.length });
  expect(outlook.forecast).toMatchObject({ waiting: cases.length, late: 0, willBeLate: null });
  expect(outlook.forecast.neededPerDay).toBeGreaterThan(0);
});

it('a case whose answer is known is like every other until it is answered, and changes nothing', async () => {
  const query = { stage: 'decided', deployment: DEPLOYMENT, decision: null, before: null, limit: 200 } as const;
  // Everybody answers that the favourable outcome is right, so that panels agree.
  const panels = async () => (await oversight.list(query)).filter(({ settlement }) => settlement!.how === 'panel');
  for (let at = 0; at < 60 && (await panels()).length === 0; at++) for (const person of readers) await read(person, 1);
  const unconfirmed = async () => (await oversight.list({ ...query, stage: 'unconfirmed' })).map(({ id }) => id);
  const changing = (await oversight.list(query)).filter(({ settlement }) => settlement!.isChanged);
  expect(changing.length).toBeGreaterThan(0);
  expect(await unconfirmed()).toEqual(changing.map(({ id }) => id));
  for (const { id, settlement } of await oversight.list(query)) {
    if (settlement!.isChanged) await oversight.lead(id, 'confirm-applied', 'test');
    await oversight.lead(id, 'notify', 'test');
    await oversight.lead(id, 'close', 'test');
  }
  expect(await unconfirmed()).toEqual([]);
  const before = Number((await sql('select count(*)::int as n from oversight_frame'))[0]!.n);
  expect(before).toBeGreaterThan(0);
  // Known answers come with one of five cases that are opened.
  await decided(Array.from({ length: 60 }, () => ({ score: 0.52 })));
  const cases = await opened(162);
  const known = cases.filter((one) => one.known !== undefined);
  expect(known.length).toBeGreaterThan(0);
  const [one] = known;
  const source = await oversight.find(one!.known!);
  expect(one).toMatchObject({ decision: source.decision, queue: source.queue, origin: source.origin });
  expect(source).toMatchObject({ stage: 'closed', settlement: { how: 'panel' } });
  // Where it repeats an appeal, the person is not told of it as of theirs.
  const { cases: store } = real.server.plane.store.of(oversightTables);
  const stored = (await store.find(one!.id))!;
  await store.save({ ...stored, record: { ...stored.record, origin: 'appeal' } });
  expect(await oversight.appealOf(one!.decision)).toBeNull();
  await store.save(stored);

  // Somebody who has not read the closed one gets it as any other.
  let told = null;
  for (const name of ['gil', 'hal', 'ida', 'jon'].values()) {
    const person = await reader(name);
    for (let at = 0; at < 200 && told === null; at++) {
      const answer = await read(person, 1);
      if (answer === null) break;
      if (answer.truth !== null) told = answer;
    }
  }
  expect(told).toMatchObject({ truth: 1, record: { stage: 'closed', settlement: null, applied: null, notice: null } });

  const measures = await oversight.measures();
  expect(measures.pair).toMatchObject({ human: { right: { estimate: 1 } }, pair: { right: { estimate: 1 } } });
  expect(measures.pair.readings).toBeGreaterThan(0);
  expect(measures.involvement).toMatchObject({ none: 0, meaningful: 0 });
  expect(measures.readers.map(({ reader: who }) => who)).toContain(readers[0]!.id);
  const [errors] = measures.errors;
  expect(errors).toMatchObject({ deployment: DEPLOYMENT, daysInAll: 1 });
  // Each view was that the favourable outcome is right.
  expect(measures.agreement.readers.status).toBe('undefined');
}, 120_000);

it('a case of an erased decision ends with the erasure, before a clock of it runs out', async () => {
  const [unsure] = await decided([{ score: 0.51, subject: 'somebody' }]);
  const cases = await opened(163);
  const { id } = cases.find(({ decision }) => decision === unsure)!;
  await real.server.plane.deps.subjects.erase('somebody', { basis: 'GDPR Art. 17', requestedBy: 'test' });
  await expect.poll(async () => (await oversight.find(id)).stage).toBe('closed');
  const ended = async () =>
    (await entriesOf(real.server.plane, 'case.erased')).map((entry) => (entry as { case: string }).case);
  await expect.poll(ended).toEqual([id]);
});

it('claims that somebody changed in the database are counted from 0, and keep no case from anybody', async () => {
  await sql('update oversight_queue set taken = 1000000');
  await oversight.open(
    { decision: (await decided([{ score: 0.9 }]))[0]!, queue: 'legal', isHighImpact: false },
    'test',
  );
  expect(await oversight.claim(await reader('kim'))).not.toBeNull();
  const lines = real.lines.filter((line) => line.includes('are counted from 0'));
  expect(lines.length).toBeGreaterThan(0);
  expect(await oversight.claim(await reader('lea'))).not.toBeNull();
  expect(real.lines.filter((line) => line.includes('are counted from 0')).length).toBe(lines.length);
});

it('one decision that cannot be read, and a count that somebody changed, keep no other decision from becoming a case', async () => {
  const [unread] = await decided([{ score: 0.58 }]);
  await oversight.open({ decision: unread!, queue: 'legal', isHighImpact: false }, 'test');
  await sql(`update oversight_case set rank_at = rank_at + 1 where decision = '${unread}'`);
  await sql('update oversight_frame set drawn = drawn + 1');
  const [read] = await decided([{ score: 0.57 }]);
  const query = { stage: 'open', deployment: null, decision: read!, before: null, limit: 1 } as const;
  await expect
    .poll(async () => {
      await oversight.openDraws();
      return (await oversight.list(query)).length;
    })
    .toBe(1);
  // Whoever reads the count is told.
  await expect(oversight.outlook()).rejects.toMatchObject({ code: 'STORE_INVALID' });
  await sql(`update oversight_case set rank_at = rank_at - 1 where decision = '${unread}'`);
});

it('an appeal that is sent again after its time is answered as it was', async () => {
  const [decision] = await decided([{ outcome: 0, score: 0.3 }]);
  const id = randomUUID();
  const wanted = { id, decision: decision!, statement: 'no', corrections: {}, isHighImpact: false };
  const first = await oversight.appeal(wanted, 'test');
  aheadMs += 400 * 24 * HOUR_MS;
  expect(await oversight.appeal(wanted, 'test')).toMatchObject({ id: first.id });
  for (const other of [
    { statement: 'yes' },
    { corrections: { age: 41 } },
    { isHighImpact: true },
    { decidedBy: ['x'] },
  ])
    await expect(oversight.appeal({ ...wanted, ...other }, 'test')).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(oversight.appeal({ ...wanted, id: undefined }, 'test')).rejects.toMatchObject({
    reason: 'appeal.too-late',
  });
});
