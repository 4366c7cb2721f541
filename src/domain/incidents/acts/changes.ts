import { TribuneError } from '../../../core/base/errors.js';
import { clockStatus } from '../duties/index.js';
import {
  type Cause,
  type DutyClock,
  type Fact,
  INCIDENT_LIMITS,
  type Incident,
  type IncidentRole,
  type IncidentSeverity,
  type IncidentState,
  type LinkKind,
  NEXT_STATES,
} from '../model/index.js';
import { statedField, statementKey } from '../templates/index.js';
import { invalid } from './open.js';

/** A change of an incident that one act makes. Times are milliseconds since 1970. */
export type IncidentChange =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'state'; readonly to: IncidentState; readonly text?: string | undefined }
  | { readonly kind: 'severity'; readonly to: IncidentSeverity; readonly text?: string | undefined }
  | { readonly kind: 'title'; readonly to: string }
  | { readonly kind: 'role'; readonly role: IncidentRole; readonly who: string | null }
  | { readonly kind: 'cause'; readonly cause: Cause; readonly text?: string | undefined }
  | {
      readonly kind: 'facts';
      readonly facts: readonly Fact[];
      readonly awareAtMs?: number | undefined;
      /** When it began, where that became known since; what was said before stands otherwise. */
      readonly occurredAtMs?: number | undefined;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'affected'; readonly who: string; readonly number: number | null; readonly method: string }
  | { readonly kind: 'containment'; readonly text: string }
  | {
      readonly kind: 'link';
      readonly to: Exclude<LinkKind, 'decision'>;
      readonly id: string;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'action'; readonly text: string; readonly owner: string; readonly dueAtMs: number }
  | { readonly kind: 'action-done'; readonly action: number; readonly evidence: string }
  | { readonly kind: 'filed'; readonly duty: string; readonly atMs: number; readonly reference: string }
  | { readonly kind: 'waived'; readonly duty: string; readonly reason: string }
  | { readonly kind: 'post-mortem'; readonly text: string }
  | { readonly kind: 'statement'; readonly template: string; readonly field: string; readonly text: string | null };

export type ChangeKind = IncidentChange['kind'];

/** Changes that put something in the place of what was there: whoever makes one says which revision they read. */
export const REPLACING: readonly ChangeKind[] = [
  ...([
    'state',
    'severity',
    'title',
    'role',
    'cause',
    'facts',
    'affected',
    'containment',
    'post-mortem',
    'statement',
  ] as const),
];

/** What a change is judged by. */
export interface ChangeContext {
  readonly by: string;
  readonly nowMs: number;
  /** The clocks that facts begin, from a moment on. */
  readonly clocksOf: (facts: readonly Fact[], awareAtMs: number) => readonly DutyClock[];
}

/** An incident after a change, and what the timeline says of it. */
export interface Changed {
  readonly incident: Incident;
  readonly what: string;
  readonly text?: string | undefined;
}

type Changer<Kind extends ChangeKind> = (
  incident: Incident,
  change: Extract<IncidentChange, { kind: Kind }>,
  context: ChangeContext,
) => Changed;

const CHANGERS: { readonly [Kind in ChangeKind]: Changer<Kind> } = {
  note: (incident, { text }) => ({ incident, what: 'a note', text }),
  state(incident, { to, text }) {
    if (to === 'contained' && incident.containment === null)
      throw invalid('nothing says how it is contained', 'Say it with the change `containment`.');
    return { incident: moved(incident, to), what: `${incident.state} -> ${to}`, text };
  },
  severity: (incident, { to, text }) => ({
    incident: { ...incident, severity: to },
    what: `severity ${incident.severity} -> ${to}`,
    text,
  }),
  title: (incident, { to }) => ({ incident: { ...incident, title: to }, what: 'another title', text: to }),
  role(incident, { role, who }) {
    const { [role]: before, ...others } = incident.roles;
    const roles = who === null ? others : { ...others, [role]: who };
    return { incident: { ...incident, roles }, what: `${role}: ${before ?? 'nobody'} -> ${who ?? 'nobody'}` };
  },
  cause: (incident, { cause, text }) => ({
    incident: { ...incident, cause },
    what: `cause ${incident.cause} -> ${cause}`,
    text,
  }),
  facts: changeFacts,
  affected: (incident, { who, number, method }) => ({
    incident: { ...incident, affected: { who, number, method } },
    what: `affected: ${number === null ? 'how many is not known' : `about ${number}`}`,
    text: `${who}\n${method}`,
  }),
  containment(incident, { text }, { by, nowMs }) {
    const contained = { ...incident, containment: { text, by, atMs: nowMs } };
    const canMove = NEXT_STATES[incident.state].includes('contained');
    return { incident: canMove ? moved(contained, 'contained') : contained, what: 'contained', text };
  },
  link(incident, { to, id, text }, { by, nowMs }) {
    if (incident.links.some((one) => one.kind === to && one.id === id))
      throw conflict(`the ${to} ${id} is linked already`, 'Nothing is to be done.');
    return {
      incident: linked(incident, { kind: to, id, by, atMs: nowMs, hold: null }),
      what: `linked ${to} ${id}`,
      text,
    };
  },
  action(incident, { text, owner, dueAtMs }) {
    if (incident.actions.length >= INCIDENT_LIMITS.actions)
      throw conflict(`the incident has ${INCIDENT_LIMITS.actions} actions, which is the most`, 'Join some of them.');
    const id = incident.actions.length + 1;
    const action = { id, text, owner, dueAtMs, done: null };
    const what = `action ${id}: ${owner}, due ${isoOf(dueAtMs)}`;
    return { incident: { ...incident, actions: [...incident.actions, action] }, what, text };
  },
  'action-done'(incident, { action: id, evidence }, { by, nowMs }) {
    const action = incident.actions.find((one) => one.id === id);
    if (action === undefined)
      throw new TribuneError('NOT_FOUND', `the incident has no action ${id}`, {
        remedy: 'GET /v1/incidents/ID lists its actions.',
      });
    if (action.done !== null) throw conflict(`the action ${id} is done already`, 'Nothing is to be done.');
    const actions = incident.actions.map((one) =>
      one === action ? { ...one, done: { atMs: nowMs, by, evidence } } : one,
    );
    return { incident: { ...incident, actions }, what: `action ${id} is done`, text: evidence };
  },
  filed(incident, { duty, atMs, reference }, { by, nowMs }) {
    if (atMs > nowMs) throw invalid('a report cannot have been filed in the future', 'Give a time that has passed.');
    const clock = demandClock(incident, duty);
    const filed = { ...clock, filed: { atMs, by, reference } };
    const what = `report filed: ${duty}, ${clockStatus(filed, nowMs)}`;
    return { incident: withClock(incident, filed), what, text: reference };
  },
  waived(incident, { duty, reason }, { by, nowMs }) {
    const waived = { ...demandClock(incident, duty), waived: { atMs: nowMs, by, reason } };
    return { incident: withClock(incident, waived), what: `no report is filed: ${duty}`, text: reason };
  },
  'post-mortem': (incident, { text }, { by, nowMs }) => ({
    incident: { ...incident, postMortem: { text, by, atMs: nowMs } },
    what: incident.postMortem === null ? 'post-mortem' : 'another post-mortem',
    text,
  }),
  statement(incident, { template, field, text }, { by, nowMs }) {
    const key = statementKey(template, statedField(template, field).id);
    const { [key]: before, ...others } = incident.statements ?? {};
    if (text === null && before === undefined)
      throw conflict(`nothing is said for ${key}`, 'Nothing is to be taken back.');
    const statements = text === null ? others : { ...others, [key]: { text, by, atMs: nowMs } };
    const what = `${text === null ? 'taken back' : before === undefined ? 'said' : 'said anew'} for ${key}`;
    return { incident: { ...incident, statements }, what, ...(text === null ? {} : { text }) };
  },
};

/**
 * Makes a change. Only notes come to an incident that is closed.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
 */
export function applyChange(incident: Incident, change: IncidentChange, context: ChangeContext): Changed {
  if (incident.state === 'closed' && change.kind !== 'note')
    throw conflict(`the incident ${incident.id} is closed`, 'Reopen it first, or write a note.');
  const changer = CHANGERS[change.kind] as Changer<ChangeKind>;
  return changer(incident, change as never, context);
}

/** Adds a link. */
export function linked(incident: Incident, link: Incident['links'][number]): Incident {
  if (incident.links.length >= INCIDENT_LIMITS.links)
    throw conflict(
      `the incident has ${INCIDENT_LIMITS.links} links, which is the most`,
      'Open another incident, linked to it.',
    );
  return { ...incident, links: [...incident.links, link] };
}

function moved(incident: Incident, to: IncidentState): Incident {
  const next = NEXT_STATES[incident.state];
  if (next.includes(to)) return { ...incident, state: to };
  throw conflict(
    `an incident that is ${incident.state} does not become ${to}`,
    to === 'closed' ? 'Close it with its evidence: POST /v1/incidents/ID/close.' : `It may become ${next.join(', ')}.`,
  );
}

/** Clocks of what was filed or waived stay; others begin, move and end with the facts. */
function changeFacts(
  incident: Incident,
  {
    facts,
    awareAtMs = incident.awareAtMs,
    occurredAtMs = incident.occurredAtMs ?? undefined,
    text,
  }: Extract<IncidentChange, { kind: 'facts' }>,
  { nowMs, clocksOf }: ChangeContext,
): Changed {
  if (awareAtMs > nowMs) throw invalid('nobody is aware of anything in the future', 'Give a time that has passed.');
  if (occurredAtMs !== undefined && occurredAtMs > awareAtMs)
    throw invalid('the incident began after somebody became aware of it', 'Mend one of the two times.');
  const ended = incident.clocks.filter(({ filed, waived }) => filed !== null || waived !== null);
  const begun = clocksOf(facts, awareAtMs).filter(({ duty }) => !ended.some((one) => one.duty === duty));
  const clocks = [...ended, ...begun];
  const gone = incident.clocks.filter(({ duty }) => !clocks.some((one) => one.duty === duty));
  const what = [
    `facts: ${facts.join(', ') || 'none'}`,
    ...(awareAtMs === incident.awareAtMs ? [] : [`aware since ${isoOf(awareAtMs)}`]),
    ...(occurredAtMs === undefined || occurredAtMs === incident.occurredAtMs ? [] : [`began ${isoOf(occurredAtMs)}`]),
    ...(begun.length === 0 ? [] : [`clocks that run: ${begun.map(({ duty }) => duty).join(', ')}`]),
    ...(gone.length === 0 ? [] : [`clocks that end with the facts: ${gone.map(({ duty }) => duty).join(', ')}`]),
  ].join('; ');
  const beganAtMs = occurredAtMs ?? null;
  return { incident: { ...incident, facts, awareAtMs, occurredAtMs: beganAtMs, clocks }, what, text };
}

function demandClock({ clocks }: Incident, duty: string): DutyClock {
  const clock = clocks.find((one) => one.duty === duty);
  if (clock === undefined)
    throw new TribuneError('NOT_FOUND', `no clock of the duty ${JSON.stringify(duty)} runs`, {
      remedy: `Clocks run for ${clocks.map((one) => one.duty).join(', ') || 'no duty'}; facts begin them.`,
    });
  if (clock.filed !== null)
    throw conflict(`the report for ${duty} was filed already`, 'Write a note where something follows it.');
  return clock;
}

const withClock = (incident: Incident, clock: DutyClock): Incident => ({
  ...incident,
  clocks: incident.clocks.map((one) => (one.duty === clock.duty ? clock : one)),
});

export const conflict = (message: string, remedy: string): TribuneError =>
  new TribuneError('CONFLICT', message, { remedy });

const isoOf = (ms: number): string => new Date(ms).toISOString();
