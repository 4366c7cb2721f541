import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/apps/cli/run.js';
import { dataFolder, ndjson, realServer, record, VERSION } from './support/real.js';

const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
let reader = '';
let seesGroups = '';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse('2026-10-01T10:00:00Z');
const at = (day: number): string => new Date(FIRST_MS + day * DAY_MS).toISOString();
const N = 90;
/** One decision a day about 30 people, of whom every third is told of a group with it and every third later. */
const SENT = Array.from({ length: N }, (_, day) =>
  record({
    subject: `person ${day % 30}`,
    decidedAt: at(day % 50),
    outcome: day % 4 === 0 ? 1 : 0,
    route: day % 10 === 0 ? 'reviewed' : 'automatic',
    ...(day % 3 === 0 ? { attributes: { sex: 'F' } } : {}),
  }),
);
const LATER = SENT.filter((_, day) => day % 3 === 1).map(({ id }) => ({ decision: id, attributes: { sex: 'F' } }));

interface Found {
  readonly decisions: readonly { id: string; subject: string; decidedAt: string; outcome: number }[];
  readonly looked: number;
  readonly erased: number;
  readonly next: string | null;
  readonly people: number;
  readonly isOnePerson: boolean | null;
}
async function ask(body: object, key = reader) {
  const headers = { 'content-type': 'application/json', 'tribune-purpose': 'complaint 7' };
  const answer = await real.call('/v1/decisions/search', { method: 'POST', key, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Found & Record<string, unknown> };
}
/** All pages, with how many there were. */
async function everything(filter: object, limit: number, key = reader) {
  const pages: Found[] = [];
  for (let next: string | null = null; pages.length === 0 || next !== null; ) {
    const { status, body } = await ask({ ...filter, limit, ...(next === null ? {} : { before: next }) }, key);
    expect(status, JSON.stringify(body)).toBe(200);
    pages.push(body);
    next = body.next;
  }
  return { pages, ids: pages.flatMap(({ decisions }) => decisions.map(({ id }) => id)) };
}
const newestFirst = (fits: (day: number) => boolean): unknown[] =>
  SENT.filter((_, day) => fits(day))
    .map(({ id }) => id)
    .reverse();

beforeAll(async () => {
  real = await realServer(folder.dir);
  const writer = await real.key('decisions:write', 'attributes:write');
  const send = async (path: string, records: readonly object[]): Promise<void> => {
    const answer = await real.call(path, { key: writer, method: 'POST', body: ndjson(...records) });
    expect(await answer.json()).toMatchObject({ accepted: records.length, rejected: [] });
  };
  // Several batches, of which the older ones are sealed as a segment whose hours are known.
  for (let from = 0; from < 60; from += 20) await send('/v1/decisions', SENT.slice(from, from + 20));
  await real.server.plane.deps.audits.seal();
  for (let from = 60; from < N; from += 10) await send('/v1/decisions', SENT.slice(from, from + 10));
  await send('/v1/attributes', LATER);
  reader = await real.key('decisions:read');
  seesGroups = await real.key('decisions:read', 'attributes:read');
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

describe('a search of decisions', () => {
  it.each([
    ['nothing', {}, () => true],
    ['outcome', { outcome: 1 }, (day: number) => day % 4 === 0],
    ['person', { subject: 'person 7' }, (day: number) => day % 30 === 7],
    ['person and outcome', { subject: 'person 8', outcome: 1 }, (day: number) => day % 30 === 8 && day % 4 === 0],
    ['way of deciding', { route: 'reviewed', version: VERSION }, (day: number) => day % 10 === 0],
    ['time', { decidedFrom: at(3), decidedTo: at(6) }, (day: number) => day % 50 >= 3 && day % 50 < 6],
    ['a time before all', { decidedTo: at(0) }, () => false],
    ['another deployment', { deployment: 'compas/test' }, () => false],
  ])('by %s finds each that fits once, the newest first, whatever the pages', async (_, filter, fits) => {
    const wanted = newestFirst(fits);
    for (const limit of [7, 100]) expect((await everything(filter, limit)).ids).toEqual(wanted);
  });

  it('by a group finds people of whom it was said later too, and takes whoever may see attributes', async () => {
    const { ids } = await everything({ group: { sex: 'F' } }, 13, seesGroups);
    expect(ids).toEqual(newestFirst((day) => day % 3 !== 2));
    expect((await everything({ group: { sex: null }, outcome: 1 }, 100, seesGroups)).ids).toEqual(
      newestFirst((day) => day % 3 === 2 && day % 4 === 0),
    );
    const refused = await ask({ group: { sex: 'F' } });
    expect(refused).toMatchObject({ status: 403, body: { reason: 'decision.group-not-shown' } });
  });

  it('says where a filter leads to one single person, and leaves it open while it goes on', async () => {
    expect((await ask({ subject: 'person 7' })).body).toMatchObject({ people: 1, isOnePerson: true, next: null });
    expect((await ask({ subject: 'person 7', limit: 1 })).body).toMatchObject({ people: 1, isOnePerson: null });
    expect((await ask({ outcome: 1 })).body).toMatchObject({ people: 15, isOnePerson: false });
    expect((await ask({ decidedTo: at(0) })).body).toMatchObject({ people: 0, isOnePerson: false });
  });

  it('is an entry of the log of reads, also where it finds nothing', async () => {
    const entries = async (): Promise<number> => {
      const text = await (await real.call('/metrics', { key: real.server.localKey })).text();
      return Number(/^tribune_log_entries\{log="reads"\} (\d+)$/m.exec(text)![1]);
    };
    const before = await entries();
    await ask({ subject: 'person 7' });
    await ask({ decidedTo: at(0) });
    expect(await entries()).toBe(before + 2);
  });

  it.each([
    ['a field that there is not', { deploiment: 'compas/prod' }, 'BODY_INVALID'],
    ['a time without zone', { decidedFrom: '2026-10-01' }, 'BODY_INVALID'],
    ['a place that no answer gave', { before: 'the end' }, 'BODY_INVALID'],
    ['more than a page may hold', { limit: 101 }, 'BODY_INVALID'],
    ['an endless name', { subject: 'x'.repeat(10_000) }, 'BODY_INVALID'],
  ])('is refused for %s', async (_, body, code) => {
    expect(await ask(body)).toMatchObject({ status: 400, body: { code, remedy: expect.any(String) } });
  });

  it('begins at the end of the log where a place lies beyond it, and looks at nothing twice', async () => {
    const beyond = await ask({ before: '999999999999999.5', limit: 100 });
    expect(beyond.body.decisions.map(({ id }) => id)).toEqual(newestFirst(() => true));
    const { pages } = await everything({}, 7);
    expect(pages.reduce((sum, { looked }) => sum + looked, 0)).toBe(N);
  });

  it('takes whoever may see payloads, as does the command, which goes on from page to page', async () => {
    expect((await ask({}, await real.key('attributes:read'))).status).toBe(403);
    const keyFile = join(folder.dir, 'key');
    writeFileSync(keyFile, seesGroups);
    let [out, err] = ['', ''];
    const terminal = { errIsTerminal: false, outColour: false, columns: 100, today: '2026-11-29', version: 'test' };
    const say = (text: string): void => {
      out += text;
    };
    const sayWrong = (text: string): void => {
      err += text;
    };
    const command = (...words: string[]): Promise<number> => {
      out = '';
      const context = { ...terminal, out: say, err: sayWrong };
      return runCli(['decision', 'search', ...words, '--server', real.server.url, '--key-file', keyFile], context);
    };
    expect(await command('--group', 'sex=F', '--limit', '200', '--json')).toBe(0);
    const { decisions, next } = JSON.parse(out) as Found;
    expect([decisions.map(({ id }) => id), next]).toEqual([newestFirst((day) => day % 3 !== 2), null]);
    expect(await command('--subject', 'person 7')).toBe(0);
    expect(out).toContain('This filter leads to one single person.');
    // The last value won without a word.
    expect(await command('--group', 'sex=M', '--group', 'sex=F')).toBe(2);
    expect(err).toContain('"sex=F" is a second value of "sex"');
    expect(await command('--outcome', 'none')).toBe(1);
    expect(out).toContain(`0 decisions among ${N} records looked at`);
  });

  it('counts those that were erased, of which nobody can tell whether they fit', async () => {
    await real.server.plane.deps.subjects.erase('person 7', { basis: 'GDPR Article 17', requestedBy: 'test' });
    const found = await ask({ outcome: 0, limit: 100 });
    expect(found.body.erased).toBe(3);
    expect(found.body.decisions.map(({ id }) => id)).toEqual(newestFirst((day) => day % 4 !== 0 && day % 30 !== 7));
    const { pages } = await everything({ outcome: 0 }, 7);
    expect(pages.reduce((sum, { erased }) => sum + erased, 0)).toBe(3);
    expect((await ask({ subject: 'person 7' })).body).toMatchObject({ decisions: [], people: 0 });
  });
});
