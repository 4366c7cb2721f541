import { describe, expect, it } from 'vitest';
import type { Incident, TimelineItem } from '../../incidents/index.js';
import { incidentReport } from './report.js';

const FROZEN = {
  ...{ atMs: 0, checkpoint: null, deployments: [], leftOut: 0, stops: null, plan: null, problems: [], digest: 'd' },
};
const INCIDENT = {
  ...{ id: 'i', title: 't', state: 'detected', severity: 'minor', scope: { kind: 'system', system: 's' } },
  ...{ origin: { kind: 'hand' }, occurredAtMs: null, awareAtMs: 0, openedAtMs: 0, roles: {}, cause: 'unknown' },
  ...{ facts: [], clocks: [], links: [], actions: [], containment: null, affected: null, postMortem: null },
  ...{ frozen: FROZEN, closing: null, leftOut: 0 },
} as unknown as Incident;

/** The source of a line, in a report of an incident whose timeline has these items behind the first. */
function sourceOf(name: string, of: Partial<Incident>, ...items: readonly (readonly [kind: string, what: string])[]) {
  const all = [['opened', 'opened'] as const, ...items].map(([kind, what], at): TimelineItem => {
    return { incident: 'i', number: at + 1, atMs: 0, kind, by: 'x', what, text: '', digest: `${at}` };
  });
  const { sections } = incidentReport({
    ...{ incident: { ...INCIDENT, ...of }, items: all, notBegun: [], suspects: [], checkpoint: null, madeAtMs: 0 },
    tool: { name: 'x', version: 'x' },
  });
  return sections.flatMap(({ lines }) => lines).find((line) => line.name.startsWith(name))?.source;
}
const item = (number: number): string => `item ${number} of the timeline`;

describe('the source of a line', () => {
  it('is of a role, and of an action, the item that says that one, and not the last of its kind', () => {
    const roles = { commander: 'ann', scribe: 'bo' };
    const said = [
      ['role', 'commander: nobody -> ann'],
      ['role', 'scribe: nobody -> bo'],
    ] as const;
    expect(['commander', 'scribe'].map((role) => sourceOf(role, { roles }, ...said))).toEqual([item(2), item(3)]);

    const done = { atMs: 0, by: 'x', evidence: 'x' };
    const actions = [1, 2, 11].map((id) => {
      return { id, text: 'x', owner: 'x', dueAtMs: 0, done: id === 2 ? null : done };
    });
    const acted = [
      ...[1, 2, 11].map((id) => ['action', `action ${id}: x, due 1970`] as const),
      ['action-done', 'action 11 is done'],
      ['action-done', 'action 1 is done'],
    ] as const;
    const sources = actions.map(({ id }) =>
      sourceOf(`action ${id}`, { actions: actions.filter((one) => one.id === id) }, ...acted),
    );
    expect(sources).toEqual([item(6), item(3), item(5)]);
  });

  it('is of the state whatever moved it last: its containment, its closing, and its reopening too', () => {
    const triaged = ['state', 'detected -> triaged'] as const;
    const contained = ['containment', 'contained'] as const;
    const investigated = ['state', 'contained -> investigating'] as const;
    expect(sourceOf('state', {})).toBe(item(1));
    expect(sourceOf('state', { state: 'contained' }, triaged, contained)).toBe(item(3));
    // What contains it is said again later, which moves nothing.
    expect(sourceOf('state', { state: 'remediating' }, contained, investigated, contained)).toBe(item(3));
    expect(sourceOf('state', { state: 'closed' }, triaged, ['closed', 'closed on x'])).toBe(item(3));
    expect(sourceOf('state', { state: 'investigating' }, ['closed', 'x'], ['reopened', 'x'])).toBe(item(3));
  });
});

it('has the fields of the public register by their names, and says what only a person can write', () => {
  const affected = { who: 'women who applied in May', number: null, method: 'x' };
  const { sections } = incidentReport({
    ...{
      incident: { ...INCIDENT, affected, occurredAtMs: Date.UTC(2026, 4, 2) },
      items: [],
      notBegun: [],
      suspects: [],
    },
    ...{ checkpoint: null, madeAtMs: 0, tool: { name: 'x', version: 'x' } },
  });
  const { lines } = sections.find(({ id }) => id === 'register')!;
  const nobody = 'to be written by a person: the service knows no organisation';
  expect(lines.map(({ name, value }) => [name, value])).toEqual([
    ['title', 't'],
    ['description', 'to be written by a person'],
    ['date', '2026-05-02'],
    ['Alleged deployer of AI system', nobody],
    ['Alleged developer of AI system', nobody],
    ['Alleged harmed or nearly harmed parties', 'women who applied in May'],
    ['implicated_systems', 'system s'],
  ]);
});
