import { nameInText } from '../../../core/markup/index.js';
import { CAUSES, clockStatus, FACTS, type Incident, type RecordName, scopeName } from '../../incidents/index.js';
import { beganSource, type IncidentReportInput } from './report.js';

/** A system as the registry has it, as far as reports tell of it. */
interface RegisteredSystem {
  readonly id: string;
  readonly purpose: string;
  readonly domain: string;
  readonly jurisdictions: readonly string[];
  readonly owner: string;
}

/** What the answers of a template are made of. */
export interface AnswersInput extends Pick<IncidentReportInput, 'incident' | 'items' | 'madeAtMs'> {
  /** What is registered of systems. */
  readonly registry: { readonly systems: readonly RegisteredSystem[] };
  /** Ids of the duties whose report it is. */
  readonly duties: readonly string[];
}

/** What the incident answers for a field. */
export interface Answer {
  /** Null where nothing is known. */
  readonly value: string | null;
  readonly from: string;
  /** Role of who can say it where nothing is known, and what they have to do. */
  readonly who: keyof Incident['roles'] | 'owner';
  readonly how: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const change = (kind: string): string => `change the incident: \`${kind}\``;
const joined = (lines: readonly string[]): string | null => (lines.length === 0 ? null : lines.join('\n'));

/** Gives what an incident answers for a field, or who can say it and how. */
export const answerOf = (record: RecordName, input: AnswersInput): Answer => ANSWERS[record](input);

const systemOf = ({ incident: { system }, registry }: AnswersInput) => registry.systems.find(({ id }) => id === system);
const REGISTRY = 'the registry';
const REGISTER = 'register the system: `tribune admin apply`';

const ANSWERS: { readonly [Name in RecordName]: (input: AnswersInput) => Answer } = {
  'report-kind'({ incident: { clocks }, duties }) {
    const filed = clocks.filter((one) => one.filed !== null && duties.includes(one.duty));
    const before = filed.map(
      ({ duty, filed: report }) => `${duty}: ${nameInText(report!.reference)} of ${iso(report!.atMs)}`,
    );
    const value = before.length === 0 ? 'first report' : `follows ${before.join('; ')}`;
    return { value, from: 'clocks of the incident', who: 'legal', how: change('filed') };
  },
  system: ({ incident: { system, scope } }) => ({
    ...{
      value: system === null ? null : `${nameInText(system)} (${nameInText(scopeName(scope))})`,
      from: 'the registry when it was opened',
    },
    ...{ who: 'owner', how: REGISTER },
  }),
  purpose(input) {
    const system = systemOf(input);
    const value = system === undefined ? null : `${nameInText(system.purpose)} (${nameInText(system.domain)})`;
    return { value, from: REGISTRY, who: 'owner', how: REGISTER };
  },
  places(input) {
    const value = joined([systemOf(input)?.jurisdictions.join(', ') ?? ''].filter((one) => one !== ''));
    return { value, from: REGISTRY, who: 'owner', how: REGISTER };
  },
  versions({ incident: { frozen } }) {
    const lines = frozen.deployments.map(
      ({ deployment, version, cutoff, policy }) =>
        `${nameInText(deployment)}: version ${version ?? 'none'}, cutoff ${cutoff ?? 'none'}, policy ${policy ?? 'none'}`,
    );
    const more = frozen.leftOut === 0 ? [] : [`and ${frozen.leftOut} more deployments, which are not kept`];
    const from = `state frozen ${iso(frozen.atMs)}`;
    return { value: joined([...lines, ...more]), from, who: 'owner', how: REGISTER };
  },
  title: ({ incident: { title } }) => said(title, 'title', 'the incident', 'commander'),
  description({ items }) {
    // What was written at the opening; a title alone describes nothing.
    const text = items[0]?.text.trim() ?? '';
    const note = items.find((one) => one.kind === 'note' && one.text.trim() !== '');
    if (text === '' && note !== undefined)
      return said(note.text, 'note', `item ${note.number} of the timeline`, 'scribe');
    return said(text, 'note', 'item 1 of the timeline', 'scribe');
  },
  facts: ({ incident: { facts } }) =>
    said(facts.map((fact) => `${fact}: ${FACTS[fact]}`).join('\n'), 'facts', 'facts of the incident', 'legal'),
  began: ({ incident: { occurredAtMs }, items }) =>
    said(occurredAtMs === null ? '' : iso(occurredAtMs), 'facts', beganSource(items), 'technical'),
  aware: ({ incident: { awareAtMs } }) => said(iso(awareAtMs), 'facts', 'the incident', 'legal'),
  detected: ({ incident: { origin, openedBy } }) =>
    said(
      origin.kind === 'hand'
        ? `by a person (${nameInText(openedBy)})`
        : `by the monitor: the requirement ${nameInText(origin.requirement)} of the policy ${origin.policy} fired (change ${origin.change})`,
      'note',
      'item 1 of the timeline',
      'scribe',
    ),
  affected: ({ incident: { affected } }) => said(affected?.who ?? '', 'affected', 'the incident', 'technical'),
  'affected-number'({ incident: { affected } }) {
    const number = affected?.number ?? null;
    const value = number === null ? '' : `${number}, found so: ${affected!.method}`;
    return said(value, 'affected', 'the incident', 'technical');
  },
  containment({ incident: { containment } }) {
    const value = containment === null ? '' : `${iso(containment.atMs)}: ${containment.text}`;
    return said(value, 'containment', 'the incident', 'commander');
  },
  stops({ incident: { frozen, links } }) {
    const linked = links.filter(({ kind }) => kind === 'stop').map(({ id }) => `linked: stop ${id}`);
    const standing = (frozen.stops?.inForce ?? []).map((id) => `in force when it was opened: stop ${id}`);
    return said([...standing, ...linked].join('\n'), 'link', 'links and frozen state of the incident', 'commander');
  },
  cause({ incident: { cause } }) {
    const value = cause === 'unknown' ? '' : `${cause}: ${CAUSES[cause]}`;
    return said(value, 'cause', 'the incident', 'technical');
  },
  actions({ incident: { actions } }) {
    const lines = actions.map(({ id, text, owner, dueAtMs, done }) => {
      const state = done === null ? `due ${iso(dueAtMs)}` : `done ${iso(done.atMs)}: ${nameInText(done.evidence)}`;
      return `${id}. ${nameInText(text)} (${nameInText(owner)}, ${state})`;
    });
    return said(lines.join('\n'), 'action', 'actions of the incident', 'commander');
  },
  'post-mortem': ({ incident: { postMortem } }) =>
    said(postMortem?.text ?? '', 'post-mortem', 'the incident', 'technical'),
  clocks({ incident: { clocks }, madeAtMs }) {
    const lines = clocks.map((clock) => {
      const { duty, to, filed, waived } = clock;
      const told = filed?.reference ?? waived?.reason;
      return `${duty}, to ${to}: ${clockStatus(clock, madeAtMs)}${told === undefined ? '' : ` (${nameInText(told)})`}`;
    });
    return said(lines.join('\n'), 'facts', 'clocks of the incident', 'legal');
  },
  frozen: ({ incident: { frozen } }) =>
    said(`${frozen.digest}, frozen ${iso(frozen.atMs)}`, 'note', 'entry incident.opened of the log', 'technical'),
  log({ incident: { frozen } }) {
    const point = frozen.checkpoint;
    const value = point === null ? null : `${point.log}, size ${point.size}, root ${point.root}`;
    return {
      value,
      from: `state frozen ${iso(frozen.atMs)}`,
      who: 'technical',
      how: 'none was signed before it was opened',
    };
  },
  held({ incident: { links } }) {
    const held = links.filter(({ kind }) => kind === 'decision').map(({ id, hold }) => `decision ${id}, hold ${hold}`);
    return said(held.join('\n'), 'decision', 'links of the incident', 'legal');
  },
};

/** An answer that a change of the incident gives; nothing where the text is empty. */
function said(text: string, kind: string, from: string, who: Answer['who']): Answer {
  return { value: text.trim() === '' ? null : text, from, who, how: change(kind) };
}
