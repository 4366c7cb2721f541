import type { Role } from '../../../src/domain/identity/roles.js';
import { DEPLOYMENT } from './console-service.js';

/** The first decision that the service is sent (`decisionsOf`). */
const DECISION = '00000000-0000-4000-8000-000000000001';
/** A stop that holds throughout. */
export const STOP = '00000000-0000-4000-8000-0000000000aa';
/** Another, while which decisions are taken. */
export const DECIDED = '00000000-0000-4000-8000-0000000000ac';
/** An incident that is open throughout. */
export const INCIDENT = '00000000-0000-4000-8000-0000000000bb';
const GROUP = encodeURIComponent(JSON.stringify({ sex: 'f' }));

/** Each page with what is read on it once everything is there. */
export const PAGES = {
  overview: { path: '/console/', ready: 'What needs you' },
  system: { path: '/console/systems/compas', ready: 'Counted anew after each alarm' },
  series: {
    path: `/console/series?deployment=${encodeURIComponent(DEPLOYMENT)}&requirement=parity&group=${GROUP}`,
    ready: 'Block to',
  },
  alerts: { path: '/console/alerts', ready: 'Looked after by' },
  alert: { path: '/console/alerts/1', ready: 'Who looks after it' },
  decision: { path: `/console/decisions?id=${DECISION}`, ready: 'No witness vouches' },
  'search of decisions': { path: '/console/decisions?find=true&outcome=1', ready: 'Search further back' },
  ledger: { path: '/console/ledger', ready: 'Check every entry now' },
  registry: { path: '/console/registry', ready: 'Versions over time' },
  'deployment of no system': { path: '/console/deployment?id=none%2Fprod', ready: 'No such deployment is registered' },
  lineage: { path: '/console/lineage', ready: 'Data sets' },
  'shares of groups': { path: '/console/lineage?model=compas&fall=0.02', ready: 'it did not fall' },
  audits: { path: '/console/audits', ready: 'Entries read' },
  'form of an audit': { path: '/console/audits?run=true', ready: 'Run the audit' },
  'file of an audit': { path: '/console/audits/file', ready: 'sent nowhere' },
  policies: { path: '/console/policies', ready: 'Named in the registry' },
  policy: {
    path: `/console/policies/edit?deployment=${encodeURIComponent(DEPLOYMENT)}`,
    ready: 'is valid, with 2 requirements',
    role: 'admin',
  },
  gates: { path: '/console/gates', ready: 'Open until' },
  gate: { path: `/console/gate?deployment=${encodeURIComponent(DEPLOYMENT)}`, ready: 'Since this service was started' },
  controls: { path: '/console/controls?at=2027-12-02', ready: 'Records are those that there are today' },
  'what a system is': { path: '/console/controls?system=compas&view=screen', ready: 'Questions of' },
  document: {
    path: `/console/documents?kind=model-card&view=internal&subject=${encodeURIComponent(DEPLOYMENT)}`,
    ready: 'Save it as',
  },
  tasks: { path: '/console/tasks', ready: 'Waits for others' },
  jobs: { path: '/console/jobs', ready: 'Entries not read yet', role: 'admin' },
  people: { path: '/console/settings', ready: 'What each role is for', role: 'admin' },
  keys: { path: '/console/settings?tab=keys', ready: 'Last used', role: 'admin' },
  channels: { path: '/console/settings?tab=channels', ready: 'nobody is told' },
  retention: { path: '/console/settings?tab=retention', ready: 'erase' },
  'ledger settings': { path: '/console/settings?tab=ledger', ready: 'What may be changed, and by whom' },
  stops: { path: '/console/stops', ready: 'Programs listening' },
  'form of a stop': { path: '/console/stops?scope=version', ready: 'Go on', role: 'stop-authority' },
  incidents: { path: '/console/incidents', ready: 'Led by' },
  'incident plans': { path: '/console/incidents?view=plans', ready: 'Readiness' },
  'incident plan': { path: '/console/incidents/plan?system=compas', ready: 'Save the plan', role: 'incident-lead' },
  'form of an incident': { path: '/console/incidents?open=true', ready: 'Open it' },
  incident: { path: `/console/incidents/${INCIDENT}`, ready: 'under the digest', role: 'incident-lead' },
  'stop that was not heard': { path: `/console/stops/${DECIDED}`, ready: 'Against the stop' },
  stop: { path: `/console/stops/${STOP}`, ready: 'It is your turn', role: 'validator' },
} as const satisfies Readonly<Record<string, { path: string; ready: string; role?: Role }>>;

/** A page, and what is read on it once everything is there. */
export interface Shown {
  readonly path: string;
  readonly ready: string;
  /** Who looks at it, where an auditor would not see it whole. */
  readonly role?: Role;
}
