import { expect } from 'vitest';
import type { CaseDesk, Json } from './case-desk.js';
import { entriesOf } from './entries.js';

/** A calibration from its opening to the standard that came of it; see oversight.test.ts. */
export async function calibrates(desk: CaseDesk): Promise<void> {
  const { real, keys, ask, as, lead, act, decided, appealed, claimed, viewed, answered, endAll, person } = desk;
  for (const name of ['cal', 'cem', 'cyd', 'cat']) await person(name, 'reviewer');
  await person('daz', 'reviewer', 'developer');
  const get = (name: string, path: string) => ask(path, { as: name });
  await endAll();
  /** A closed case that its reader decided as the machine did. */
  const closed = async (age: number): Promise<Json> => {
    const appeal = await appealed(await decided(age));
    expect((await claimed('rut')).id).toBe(appeal.id);
    await viewed('rut', appeal.id, 0);
    await answered('rut', appeal.id, 0);
    await act(appeal.id, 'notify');
    expect((await act(appeal.id, 'close')).status).toBe(200);
    return appeal;
  };
  /** A second case about a decision, which somebody else read and closed. */
  const againAbout = async (decision: unknown): Promise<unknown> => {
    const { id } = (await lead('/v1/cases', { decision })).body;
    expect((await claimed('cat')).id).toBe(id);
    await viewed('cat', id, 0);
    await answered('cat', id, 0);
    await act(id, 'notify');
    expect((await act(id, 'close')).status).toBe(200);
    return id;
  };
  const cases = [await closed(24), await closed(25), await closed(26)];
  const ids = cases.map(({ id }) => id);
  const wanted = { title: 'Young people', cases: ids, readers: ['cal', 'cem'] };
  // Whoever read one of them would not read it blind; one reader agrees with nobody; a case that is open has no outcome.
  for (const more of [{ readers: ['cal', 'rut'] }, { readers: ['cal', 'CAL'] }, { readers: ['cal', 'nobody'] }])
    expect((await lead('/v1/calibrations', { ...wanted, ...more })).body).toMatchObject({
      reason: 'calibration.wrong',
    });
  const waits = await appealed(await decided(27));
  expect((await lead('/v1/calibrations', { ...wanted, cases: [waits.id] })).status).toBe(400);
  await act(waits.id, 'withdraw');
  // Two cases about one decision: nobody would read the second one blind, whether they are named or drawn.
  const twice = { ...wanted, cases: [...ids, await againAbout(cases[0]!.decision)] };
  expect((await lead('/v1/calibrations', twice)).body).toMatchObject({
    reason: 'calibration.wrong',
    message: expect.stringContaining('the same decision'),
  });
  const { status, body: opened } = await lead('/v1/calibrations', wanted);
  expect([status, opened.state, opened.system]).toEqual([201, 'open', 'loans']);
  const at = `/v1/calibrations/${opened.id}`;
  expect((await as('cal', '/v1/calibrations', wanted)).status).toBe(403);

  // Nothing but what a case shows before the view, the same for both, in the same order, and nothing to anybody else.
  const first = await get('cal', `${at}/next`);
  expect(first.body.item).toEqual({
    ...{ item: 0, of: 3, purpose: 'credit', inputs: { age: 24 }, standard: null },
    scale: { kind: 'binary', favourable: 1 },
  });
  expect((await get('cem', `${at}/next`)).body).toEqual(first.body);
  expect((await get('cyd', `${at}/next`)).status).toBe(404);
  expect((await get('daz', `${at}/next`)).body.reason).toBe('case.not-blind');
  const view = (name: string, item: number, outcome: number) =>
    as(name, `${at}/views`, { item, outcome, confidence: 4, reason: `I say ${outcome}.` });
  for (const [item, mine, theirs] of [
    [0, 1, 0],
    [1, 0, 0],
  ] as const)
    for (const [name, outcome] of [['cal', mine] as const, ['cem', theirs] as const])
      expect((await view(name, item, outcome)).status).toBe(200);
  expect((await view('cal', 0, 0)).body).toMatchObject({ reason: 'calibration.read' });
  expect((await view('cal', 9, 0)).status).toBe(404);
  await view('cal', 2, 1);
  expect((await get('cal', `${at}/next`)).body).toEqual({ item: null });
  expect((await get('cal', '/v1/calibrations/mine')).body).toMatchObject({ calibrations: [{ read: 3, cases: 3 }] });
  // Nobody sees what others said before it is closed, whoever asks.
  expect((await get('cal', `${at}/read`)).body).toMatchObject({ reason: 'calibration.open' });
  expect((await lead(`${at}/discussion`)).body).toMatchObject({ reason: 'calibration.open' });
  expect((await lead(at)).body).toMatchObject({
    result: null,
    readers: [
      { name: 'cal', read: 3 },
      { name: 'cem', read: 2 },
    ],
  });

  const { body: over } = await lead(`${at}/close`, {});
  expect(over).toMatchObject({
    state: 'closed',
    result: { views: 5, missing: 1, erased: 0, unanimous: { estimate: 0.5 } },
  });
  // Of four views of two cases, one pair agrees: 1 - (1 - 1/2) / (2 * 1 * 3 / (4 * 3)) = 0.
  expect((over.result as { readers: Json }).readers).toMatchObject({ estimate: 0, n: 2 });
  expect((await lead(`${at}/close`, {})).status).toBe(409);
  expect((await view('cem', 2, 1)).body).toMatchObject({ reason: 'calibration.over' });
  expect((await lead(`${at}/notes`, { item: 0, text: 'Age alone is no reason.' })).status).toBe(200);
  const { items } = (await get('cal', `${at}/read`)).body as { items: Json[] };
  expect(items[0]).toMatchObject({
    ...{ item: 0, erased: false, inputs: { age: 24 }, machine: 0, decided: 0, note: 'Age alone is no reason.' },
    views: [
      { reader: 'cal', view: { outcome: 1, confidence: 4, reason: 'I say 1.' } },
      { reader: 'cem', view: { outcome: 0 } },
    ],
  });
  expect(items[2]).toMatchObject({ views: [{ view: { outcome: 1 } }, { view: null }] });
  expect((await get('cyd', `${at}/read`)).status).toBe(404);
  expect(JSON.stringify(items)).not.toContain(String(cases[0]!.decision));

  // What they go by is a version, shown at each case of the system.
  const write = (text: string) => lead('/v1/standards/loans', { text, calibration: opened.id });
  expect((await write('Look at the whole person.')).body).toMatchObject({ version: 1, calibration: opened.id });
  expect((await write('Look at the whole person.')).body).toMatchObject({ version: 1 });
  expect((await write('Look at the whole person, twice.')).body).toMatchObject({ version: 2 });
  const elsewhere = { text: 'x', calibration: crypto.randomUUID() };
  expect((await lead('/v1/standards/loans', elsewhere)).body).toMatchObject({ reason: 'calibration.unknown' });
  expect((await lead('/v1/standards/no-such', { text: 'x' })).status).toBe(404);
  expect(((await lead('/v1/standards/loans')).body.standards as Json[]).map(({ version }) => version)).toEqual([2, 1]);
  await appealed(await decided(28));
  const { id } = await claimed('cyd');
  expect((await get('cyd', `/v1/cases/${id}/standard`)).body).toMatchObject({ standard: { version: 2 } });
  expect((await get('cal', `/v1/cases/${id}/standard`)).status).toBe(404);
  await endAll();

  // None of them reads another case about these decisions, as they know how it came out.
  await lead('/v1/cases', { decision: cases[0]!.decision });
  for (const name of ['cal', 'cem']) expect((await as(name, '/v1/cases/claim', {})).body).toEqual({ case: null });
  expect((await as('cyd', '/v1/cases/claim', {})).body.case).not.toBeNull();
  await endAll();
  const { plane } = real.server;
  const of = { calibration: opened.id };
  expect(await entriesOf(plane, 'calibration.opened')).toContainEqual(expect.objectContaining({ ...of, cases: ids }));
  expect(
    (await entriesOf(plane, 'calibration.read')).filter((one) => (one as Json).calibration === opened.id),
  ).toHaveLength(5);
  expect(await entriesOf(plane, 'calibration.closed')).toContainEqual(
    expect.objectContaining({ ...of, views: 5, missing: 1, agreement: 0 }),
  );
  // Whoever looked at the inputs of a case is known: two readers of the first, and one of them again at what came of it, as of the third.
  const seen = (await entriesOf(plane, 'calibration.seen', 'reads')) as Json[];
  const timesSeen = cases.map(({ decision }) =>
    seen.filter((one) => one.calibration === opened.id && one.of === decision),
  );
  expect(timesSeen.map(({ length }) => length)).toEqual([3, 1, 1]);
  expect((await ask('/v1/calibrations', { key: keys.stranger })).status).toBe(403);
  const rows = await plane.store.sql.query('select calibration_said::text as a from calibration_said');
  expect(JSON.stringify(rows)).not.toContain('I say');
}
