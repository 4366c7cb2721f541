import type { CaseDesk, Json } from './case-desk.js';
import { ROUTES } from './declared.js';
import { sameOrigin } from './open-rim.js';

/** What says how much the whole service did so far, whatever any case holds, or goes on without an end; and receipts, each of which is a salted hash of its own. */
const OF_THE_SERVICE: readonly string[] = [
  ...['/', '/v1/stops/stream', '/v1/incidents/events', '/metrics', '/v1/jobs', '/v1/sessions'],
  ...['/v1/ledger', '/ledger/:log/checkpoint', '/ledger/:log/tile/*', '/v1/decisions/:id/receipt'],
];

/** Every other route and page that is asked with GET, once with each id wherever its path has one; what a room adds is among them. */
const everyPath = (...ids: readonly string[]): string[] => [
  ...new Set(
    ROUTES.filter(({ method, path }) => method === 'GET' && !OF_THE_SERVICE.includes(path)).flatMap(({ path }) =>
      ids.map((id) => path.replaceAll(/:[a-zA-Z]+/g, (name) => (name === ':log' ? 'main' : id)).replace('*', id)),
    ),
  ),
];

interface Hidden {
  readonly fields: Json;
  readonly open: (decision: string) => Promise<unknown>;
  /** Of this one everything is asked. */
  readonly isOneOfTwo?: boolean;
}

/** What a reader is answered, but for what is its own of each answer. */
export interface Said {
  readonly status: number;
  readonly headers: object;
  readonly body: string;
}

/**
 * All that a reader can ask of a case before their view, for each of several cases that differ only in what is hidden from them; of two of them, whatever there is to ask.
 */
export async function blindAnswers({
  real,
  cookies,
  lead,
  later,
  decided,
  appealed,
  endAll,
}: CaseDesk): Promise<{ readonly before: Said[][]; readonly every: Said[][] }> {
  /** Everything of an answer but what is its own: the moment, and the id of the request. */
  const said = async (path: string, body?: object): Promise<Said> => {
    const headers = { cookie: cookies.get('rut')!, ...sameOrigin, 'content-type': 'application/json' };
    const answer = await real.call(path, {
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body), method: 'POST' }),
    });
    const own = ['date', 'x-request-id', 'request-id'];
    const kept = [...answer.headers].filter(([name]) => !own.includes(name) && !name.startsWith('x-ratelimit'));
    const text = (await answer.text())
      .replaceAll(/"requestId":"[^"]*"/g, '')
      .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME')
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');
    return { status: answer.status, headers: kept.toSorted(), body: text };
  };
  const HIDDEN: readonly Hidden[] = [
    {
      ...{ isOneOfTwo: true, fields: { score: 0.3, outcome: 0, attributes: { sex: 'f' } } },
      open: (decision) => appealed(decision),
    },
    { fields: { score: 0.31, outcome: 1 }, open: (decision) => lead('/v1/cases', { decision, queue: 'fairness' }) },
    {
      fields: { score: undefined, outcome: 0, route: 'reviewed', attributes: { sex: 'm', age: 'old' } },
      open: (decision) => appealed(decision, { decidedBy: ['somebody'], highImpact: true, statement: 'x'.repeat(900) }),
    },
    {
      ...{ isOneOfTwo: true, fields: { score: 0.999999, outcome: 1, metadata: { note: 'sure' } } },
      open: (decision) => lead('/v1/cases', { decision, queue: 'legal' }),
    },
    // A corrected input looks as one that was recorded so.
    {
      fields: { outcome: 0, inputs: { age: 11 } },
      open: (decision) => appealed(decision, { corrections: { age: 25 } }),
    },
  ];
  /** What may be asked of a case before the view. */
  const BLIND: readonly (readonly [path: string, body?: object])[] = [
    ...([['/reading'], ['/keep', {}], [''], ['/outcome'], ['/acts', { act: 'close' }], ['/explanation']] as const),
    ...([
      ['/answer', { outcome: 1, reason: 'so' }],
      ['/leave', { how: 'panel' }],
      ['/view', { outcome: 7 }],
    ] as const),
    ['/view', { outcome: 1, confidence: 3, reason: ' ' }],
    ...([['/similar'], ['/what-if', { changes: { age: 50 } }], ['/what-if', { changes: { none: 1 } }]] as const),
    ['/keep', { activeMs: 5 }],
    ...([['/leave', { how: 'ask-subject' }], ['/reading'], ['/explanation']] as const),
  ];
  await later(0, 'rut');
  const all: Said[][] = [];
  const every: Said[][] = [];
  for (const { fields, open, isOneOfTwo = false } of HIDDEN) {
    const decision = await decided(25, fields);
    await open(decision);
    const claim = await said('/v1/cases/claim', {});
    const mine = await (
      await real.call('/v1/cases/mine', { headers: { cookie: cookies.get('rut')!, ...sameOrigin } })
    ).json();
    const [id] = (mine as { cases: string[] }).cases;
    const one = [claim, await said('/v1/cases/mine')];
    for (const [path, body] of BLIND) one.push(await said(`/v1/cases/${id}${path}`, body));
    for (const path of ['/v1/cases?stage=reading', `/v1/cases?decision=${decision}`]) one.push(await said(path));
    all.push(one);
    // A refusal of another kind would show in any two of them.
    if (isOneOfTwo) every.push(await Promise.all(everyPath(String(id), decision).map((path) => said(path))));
    await endAll();
  }
  return { before: all, every };
}
