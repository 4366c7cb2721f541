import { expect, it } from 'vitest';
import { INCIDENT_LIMITS, type Incident, type TimelineItem } from '../model/index.js';
import { joinOrOpen } from './open.js';

const scope = { kind: 'deployment', deployment: 'm/prod' } as const;
const origin = { kind: 'policy', policy: 'p', requirement: 'parity', change: 7 } as const;

/** Has a policy ask again for an incident that is open, with so many items. */
async function asked(nItems: number, links: Incident['links'] = [], alerts: readonly string[] = []) {
  const standing = {
    id: 'i',
    revision: 1,
    state: 'detected',
    scope,
    origin,
    nItems,
    leftOut: 0,
    links,
  } as unknown as Incident;
  const saved: Incident[] = [];
  const items: TimelineItem[] = [];
  const entered: string[] = [];
  const incidents = {
    lock: async () => undefined,
    open: async () => [standing],
    save: async (one: Incident) => void saved.push(one),
    addItems: async (some: readonly TimelineItem[]) => void items.push(...some),
  };
  const tx = { incidents, enter: ({ type }: { readonly type: string }) => void entered.push(type) } as never;
  const wanted = { id: 'new', title: 't', severity: 'major', scope, alerts } as const;
  await joinOrOpen(tx, wanted, { by: 'policy:p', origin, deps: { freezer: {} as never, nowMs: () => 0 } });
  return { saved, numbers: items.map(({ number }) => number), entered };
}

it('joins what a policy asks for again to the incident that is open, and counts what its timeline has no room for', async () => {
  expect(await asked(3)).toMatchObject({
    ...{ saved: [{ id: 'i', nItems: 4, leftOut: 0 }], numbers: [4], entered: ['incident.changed'] },
  });
  const full = INCIDENT_LIMITS.items / 2;
  expect(await asked(full)).toMatchObject({
    saved: [{ revision: 1, nItems: full, leftOut: 1 }],
    numbers: [],
    entered: [],
  });
});

it('links each alert once, and no more than there is room for', async () => {
  const link = (id: string) => ({ kind: 'alert' as const, id, by: 'policy:p', atMs: 0, hold: null });
  const ids = async (links: Incident['links'], alerts: readonly string[]) =>
    (await asked(3, links, alerts)).saved[0]!.links.map(({ id }) => id);
  expect(await ids([link('1')], ['1', '2'])).toEqual(['1', '2']);
  const full = Array.from({ length: INCIDENT_LIMITS.links }, (_, n) => link(`${n}`));
  expect(await ids(full, ['new'])).toHaveLength(INCIDENT_LIMITS.links);
});
