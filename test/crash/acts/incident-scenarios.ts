import type { WantedPlan } from '../../../src/domain/incidents/index.js';
import type { Reactor } from '../../../src/domain/stops/index.js';
import { watchedPolicy } from '../../server/support/watched-decisions.js';
import { decided } from './decided.js';
import { firing } from './monitor-scenarios.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const incidentsOf = ({ deps }: Plane) => deps.incidents;
const SCOPE = { kind: 'system', system: 'compas' } as const;
const BY = 'key:test';

const openOne = (plane: Plane, n: number) =>
  incidentsOf(plane).open({ title: `incident ${n}`, severity: 'minor', scope: SCOPE }, BY);

/** Whether the incident is as its row and its timeline say, one after the other. */
async function isAt(plane: Plane, id: string, { revision, kind }: { revision: number; kind: string }) {
  const incident = await incidentsOf(plane).find(id);
  const items = await incidentsOf(plane).items(id, { after: 0, limit: 100 });
  if (items.length !== incident.nItems) throw new Error(`${items.length} items of ${incident.nItems}`);
  return [incident.revision === revision, items.at(-1)!.kind === kind];
}

const planOf = (n: number): WantedPlan => ({
  ...{ scope: SCOPE, authority: [`person ${n}`], budget: 'x', costOfStopping: 'x', consumers: [], switchOff: 'x' },
  ...{ switchOn: 'x', called: [], duties: [], ownDuties: [], drills: [], trainings: [], reassessedOn: '2026-01-01' },
  ...{ reassessEveryDays: 365, drillEveryDays: 365 },
});

const OWN = 1_000_000;
const REACTIONS = 'reactions: { to: { parity: [{ do: open-incident }] } }\n';
const reactorOf = ({ deps }: Plane): Reactor =>
  (deps.rooms.find(({ name }) => name === 'stops')!.deps as { reactor: Reactor }).reactor;

/** What is planned, opened, changed and closed: an incident and its timeline say the same. */
export const INCIDENT_SCENARIOS: Readonly<Record<string, Scenario>> = {
  // The first, as an alert joins an incident that is open already.
  'an alert opens an incident': scenario({
    acts: ['alert.react', 'alert.follow'],
    leaves: ['incident.opened', 'reaction.done'],
    again: [],
    // Deployments of its own, as scenarios may be played one after the other on one service.
    before: (plane, n) => firing(plane, OWN + n, watchedPolicy({ labelled: false, more: REACTIONS })),
    act: (plane) => reactorOf(plane).run(),
    async changed(plane, deployment) {
      const done = (await reactorOf(plane).list({ before: null, limit: 10 })).filter(
        (one) => one.deployment === deployment,
      );
      const scope = { kind: 'deployment', deployment } as const;
      const opened = await incidentsOf(plane).list({ state: 'open', scope, before: null, limit: 10 });
      return [done.length === 1, opened.length === 1];
    },
  }),
  'an incident plan is saved': scenario({
    acts: ['incident.save-plan'],
    leaves: ['incident.plan-saved'],
    again: [],
    before: async (_, n) => n,
    act: (plane, n) => incidentsOf(plane).savePlan(planOf(n), BY),
    async changed(plane, n) {
      const line = await incidentsOf(plane)
        .plan(SCOPE)
        .catch(() => null);
      return [line?.plan.authority[0] === `person ${n}`];
    },
  }),
  'an incident is opened': scenario({
    acts: ['incident.open'],
    leaves: ['incident.opened'],
    again: ['incident.opened'],
    before: async (_, n) => n,
    act: openOne,
    async changed(plane, n) {
      const all = await incidentsOf(plane).list({ state: 'all', before: null, limit: 1000 });
      const found = all.find(({ title }) => title === `incident ${n}`);
      return found === undefined ? [false, false] : isAt(plane, found.id, { revision: 1, kind: 'opened' });
    },
  }),
  'an incident is changed': scenario({
    acts: ['incident.change'],
    leaves: ['incident.changed'],
    again: 'CONFLICT',
    before: async (plane, n) => (await openOne(plane, n)).id,
    act: (plane, incident) =>
      incidentsOf(plane).change({ incident, revision: 1, change: { kind: 'cause', cause: 'data' } }, BY),
    changed: (plane, id) => isAt(plane, id, { revision: 2, kind: 'cause' }),
  }),
  'a report is filed': scenario({
    acts: ['incident.change'],
    leaves: ['incident.report-filed'],
    again: 'CONFLICT',
    async before(plane, n) {
      await incidentsOf(plane).savePlan({ ...planOf(n), duties: ['eu-gdpr-33'] }, BY);
      const wanted = { title: `incident ${n}`, severity: 'minor', scope: SCOPE } as const;
      return (await incidentsOf(plane).open({ ...wanted, facts: ['personal-data-breach'] }, BY)).id;
    },
    act: (plane, incident) =>
      incidentsOf(plane).change(
        { incident, change: { kind: 'filed', duty: 'eu-gdpr-33', atMs: Date.now() - 1000, reference: 'x' } },
        BY,
      ),
    changed: (plane, id) => isAt(plane, id, { revision: 2, kind: 'filed' }),
  }),
  'a decision is linked and whom it is about is held': scenario({
    acts: ['incident.hold-decision'],
    leaves: ['hold.set', 'incident.changed'],
    again: 'CONFLICT',
    async before(plane, n) {
      const subject = await decided(plane, n);
      const reader = { actor: 'test', purpose: 'test' };
      const { decisions } = await plane.deps.subjects.export(subject, reader);
      return { incident: (await openOne(plane, n)).id, decision: decisions[0]!.id, reason: `incident of ${subject}` };
    },
    act: (plane, { incident, decision, reason }) =>
      incidentsOf(plane).holdDecision(
        { incident, decision, owner: 'test', reason, reviewAt: '2999-01-01T00:00:00Z' },
        BY,
      ),
    async changed(plane, { incident, reason }) {
      const isHeld = (await plane.deps.subjects.holds()).filter((one) => one.reason === reason).length === 1;
      return [isHeld, ...(await isAt(plane, incident, { revision: 2, kind: 'link' }))];
    },
  }),
  'an incident is closed': scenario({
    acts: ['incident.close'],
    leaves: ['incident.closed'],
    again: 'CONFLICT',
    async before(plane, n) {
      const { id: incident } = await openOne(plane, n);
      await incidentsOf(plane).change({ incident, revision: 1, change: { kind: 'cause', cause: 'data' } }, BY);
      return incident;
    },
    act: (plane, incident) =>
      incidentsOf(plane).close(
        { incident, revision: 2, answeredBy: 'x', text: 'x', evidence: [{ kind: 'document', id: 'x' }] },
        BY,
      ),
    changed: (plane, id) => isAt(plane, id, { revision: 3, kind: 'closed' }),
  }),
  'a closed incident is opened again': scenario({
    acts: ['incident.reopen'],
    leaves: ['incident.reopened'],
    again: 'CONFLICT',
    async before(plane, n) {
      const { id: incident } = await openOne(plane, n);
      const service = incidentsOf(plane);
      await service.change({ incident, revision: 1, change: { kind: 'cause', cause: 'data' } }, BY);
      const evidence = [{ kind: 'document', id: 'x' }] as const;
      await service.close({ incident, revision: 2, answeredBy: 'x', text: 'x', evidence }, BY);
      return incident;
    },
    act: (plane, incident) => incidentsOf(plane).reopen({ incident, revision: 3, text: 'x' }, BY),
    changed: (plane, id) => isAt(plane, id, { revision: 4, kind: 'reopened' }),
  }),
};
