import { expect } from 'vitest';
import { entriesOf } from './entries.js';
import type { realServer } from './real.js';
import type { Visitor } from './visitor.js';

type Json = Record<string, unknown>;

interface World {
  readonly real: Awaited<ReturnType<typeof realServer>>;
  /** Key of whoever answers. */
  readonly lead: string;
  readonly api: (key: string, path: string, body?: object) => Promise<{ status: number; body: Json }>;
  readonly arrived: () => Promise<{ decision: string; notice: { id: string }; person: Visitor }>;
}

/** What is held, a copy of it, and requests from the button to the answer that the person reads; see notices.test.ts. */
export async function asksWhatIsHeld({ real, lead, api, arrived }: World): Promise<void> {
  const { decision, notice, person } = await arrived();
  await person.post('/notice/contest', { statement: 'It is wrong.', revision: '0', what: 'save' });
  const held = await person.get('/notice/held');
  expect(held.text).toMatch(/2 facts that were used[\s\S]*what you wrote here/);
  const copy = await person.get('/notice/copy');
  expect(copy.headers.get('content-disposition')).toBe('attachment; filename="held.json"');
  expect(JSON.parse(copy.text)).toMatchObject({
    decision: { id: decision, inputs: { age: 30, city: 'Bonn' }, outcome: 0 },
    draft: { statement: 'It is wrong.' },
    appeal: null,
  });
  // Asked twice it is one request, and what nobody can ask for is none.
  for (const what of ['erasure', 'erasure', 'copy', 'everything'])
    expect((await person.post('/notice/held', { what })).status).toBe(303);
  const { requests } = (await api(lead, '/v1/requests')).body as { requests: Json[] };
  const own = requests.filter((one) => one.decision === decision);
  expect(own.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['erasure open', 'copy open']);
  expect((await person.get('/notice/held')).text).toMatch(/Erase what you hold about me: you asked for this on/);

  const answer = (because: string | null) => api(lead, `/v1/requests/${own[0]!.id}/answer`, { because });
  expect((await answer('law')).body).toMatchObject({ state: 'refused', because: 'law' });
  expect([(await answer(null)).status, (await answer('whatever')).status]).toEqual([409, 400]);
  expect((await person.get('/notice/held')).text).toContain('A law says how long it must be kept.');
  // They may ask again, and are told when it was done.
  await person.post('/notice/held', { what: 'erasure' });
  const again = (await api(lead, '/v1/requests?state=all')).body.requests as Json[];
  const { id } = again.find((one) => one.decision === decision && one.kind === 'erasure' && one.state === 'open')!;
  expect((await api(lead, `/v1/requests/${id}/answer`, { because: null })).status).toBe(200);
  expect((await person.get('/notice/held?lang=de')).text).toContain('Das wurde am');
  const of = { notice: notice.id, decision };
  expect(await entriesOf(real.server.plane, 'request.made')).toContainEqual(
    expect.objectContaining({ ...of, kind: 'erasure', by: 'subject', due: expect.any(String) }),
  );
  expect(await entriesOf(real.server.plane, 'request.answered')).toContainEqual(
    expect.objectContaining({ ...of, outcome: 'refused', because: 'law' }),
  );
}
