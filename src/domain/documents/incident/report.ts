import {
  CAUSES,
  clockStatus,
  type Duty,
  FACTS,
  INCIDENT_ROLES,
  type Incident,
  type SuspectInput,
  scopeName,
  type TimelineItem,
} from '../../incidents/index.js';

/** What the report of an incident is made of. */
export interface IncidentReportInput {
  readonly incident: Incident;
  readonly items: readonly TimelineItem[];
  readonly notBegun: readonly { readonly duty: Duty; readonly why: string }[];
  readonly suspects: readonly SuspectInput[];
  /** The newest signed checkpoint of the main log; null before the first. */
  readonly checkpoint: { readonly log: string; readonly size: number; readonly root: string } | null;
  readonly madeAtMs: number;
  readonly tool: { readonly name: string; readonly version: string };
}

/** One statement, with where it is from. */
export interface ReportLine {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

export interface ReportSection {
  readonly id: string;
  readonly title: string;
  /** Said before the lines. */
  readonly note?: string;
  readonly lines: readonly ReportLine[];
}

/** The report of an incident as data: HTML and Markdown say the same. */
export interface IncidentReport {
  readonly schemaVersion: '1';
  readonly incident: string;
  readonly title: string;
  readonly state: string;
  readonly madeAt: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly sections: readonly ReportSection[];
}

/** Puts the report of an incident together. Every line names its source: an item of the timeline, the frozen state, dated data. */
export function incidentReport(input: IncidentReportInput): IncidentReport {
  const { incident, madeAtMs, tool } = input;
  return {
    ...{ schemaVersion: '1', incident: incident.id, title: incident.title, state: incident.state },
    ...{ madeAt: iso(madeAtMs), tool },
    sections: [
      happened(input),
      concerned(incident, sourcesOf(input)),
      handled(incident, sourcesOf(input)),
      duties(input),
      frozen(incident),
      linked(incident),
      actions(incident, sourcesOf(input)),
      dependencies(input),
      ended(incident, sourcesOf(input)),
      register(input),
      timeline(input),
      made(input),
    ],
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const FIRST = 'item 1 of the timeline';

/** Where what stands was said last: the last item of a kind, of those that begin with `what`. */
type Sources = (kind: string, what?: string) => string;

function sourcesOf({ items }: Pick<IncidentReportInput, 'items'>): Sources {
  return (kind, what = '') => nameOf(items.findLast((one) => one.kind === kind && one.what.startsWith(what)));
}

/** Where the state was said last: also by what contains it, by its closing, and by opening it again. */
const stateSource = ({ incident: { state }, items }: IncidentReportInput): string =>
  nameOf(items.findLast(({ kind }) => MOVES.includes(kind) || (kind === 'containment' && state === 'contained')));

const MOVES: readonly string[] = ['state', 'closed', 'reopened'];

const nameOf = (item: TimelineItem | undefined): string =>
  item === undefined ? FIRST : `item ${item.number} of the timeline`;

/** Where it was said last when the incident began: at its opening, or with its facts later. */
export const beganSource = (items: readonly TimelineItem[]): string =>
  nameOf(
    items.findLast(({ kind, what }) => kind === 'facts' && what.split('; ').some((part) => part.startsWith('began '))),
  );

function happened(input: IncidentReportInput): ReportSection {
  const { incident, items } = input;
  const { scope, system, severity, state, origin, occurredAtMs, awareAtMs, openedAtMs, openedBy } = incident;
  const of = sourcesOf(input);
  const how =
    origin.kind === 'hand'
      ? `by ${openedBy}`
      : `by the policy ${origin.policy}, as ${origin.requirement} fired (change ${origin.change} of the monitor)`;
  return section('what', 'What happened', [
    ['what it is about', scopeName(scope), FIRST],
    ['system', system ?? 'not registered', 'the registry when it was opened'],
    ['severity', severity, of('severity')],
    ['state', state, stateSource(input)],
    ['began', occurredAtMs === null ? 'not known' : iso(occurredAtMs), beganSource(items)],
    ['somebody became aware', iso(awareAtMs), of('facts')],
    ['opened', `${iso(openedAtMs)}, ${how}`, FIRST],
    ['said then', items[0]?.text || 'nothing', FIRST],
  ]);
}

function concerned({ facts, affected, links }: Incident, of: Sources): ReportSection {
  const held = links.filter(({ kind }) => kind === 'decision');
  const number = affected?.number ?? null;
  return section('people', 'People concerned', [
    [
      'facts',
      facts.length === 0 ? 'none was named' : facts.map((fact) => `${fact}: ${FACTS[fact]}`).join('; '),
      of('facts'),
    ],
    ['who', affected?.who ?? 'not said', of('affected')],
    ['about how many', number === null ? 'not known' : String(number), of('affected')],
    ['how the number was found', affected?.method ?? 'not said', of('affected')],
    ['decisions put under legal hold', String(held.length), 'links of the incident'],
  ]);
}

function handled({ roles, cause, containment }: Incident, of: Sources): ReportSection {
  const people = Object.entries(roles).map(
    ([role, who]) =>
      [`${role} (${INCIDENT_ROLES[role as keyof typeof INCIDENT_ROLES]})`, who!, of('role', `${role}: `)] as const,
  );
  return section('handling', 'Cause and containment', [
    ...people,
    ['cause', `${cause}: ${CAUSES[cause]}`, of('cause')],
    [
      'contained',
      containment === null ? 'not yet' : `${iso(containment.atMs)} by ${containment.by}: ${containment.text}`,
      of('containment'),
    ],
  ]);
}

function duties({ incident, notBegun, madeAtMs }: IncidentReportInput): ReportSection {
  const clocks = incident.clocks.map((clock) => {
    const { duty, what, to, source, dated, dueAtMs, filed, waived } = clock;
    const due = dueAtMs === null ? 'at once' : `due ${iso(dueAtMs)}`;
    const told =
      filed !== null
        ? `, filed ${iso(filed.atMs)} by ${filed.by}: ${filed.reference}`
        : waived !== null
          ? `, waived ${iso(waived.atMs)} by ${waived.by}: ${waived.reason}`
          : '';
    const value = `${clockStatus(clock, madeAtMs)}, ${due}, to ${to}${told}. ${what}`;
    return [
      duty,
      value,
      dated === null ? `${source}, as the incident plan says` : `${source}, as known on ${dated}`,
    ] as const;
  });
  const others = notBegun.map(({ duty, why }) => [`${duty.id}, no clock`, why, duty.source] as const);
  return {
    ...section('duties', 'Duties to report', [...clocks, ...others]),
    note: 'Clocks count hours from the moment when somebody became aware, which is never later than counting whole days. They are evidence for what was done and when; whether a duty holds is for lawyers to say.',
  };
}

function frozen({ frozen: state }: Incident): ReportSection {
  const { atMs, checkpoint, deployments, leftOut, stops, plan, problems, digest } = state;
  const source = `state frozen ${iso(atMs)}`;
  const each = deployments.map(
    ({ deployment, version, cutoff, policy, monitor }) =>
      [
        deployment,
        [
          `version ${version ?? 'none'}`,
          `cutoff ${cutoff ?? 'none'}`,
          `policy of the registry ${policy ?? 'none'}`,
          monitor === null
            ? 'not watched'
            : `watched by the policy ${monitor.policy}, epoch ${monitor.epoch}, states ${monitor.states ?? 'none yet'}`,
        ].join('; '),
        source,
      ] as const,
  );
  return section('frozen', 'Evidence frozen when it was opened', [
    ['digest of all of it', digest, 'entry incident.opened of the log'],
    [
      'checkpoint',
      checkpoint === null ? 'none yet' : `${checkpoint.log}, size ${checkpoint.size}, root ${checkpoint.root}`,
      source,
    ],
    ...each,
    ...(leftOut === 0 ? [] : [['deployments beyond the bound', String(leftOut), source] as const]),
    [
      'stops in force',
      stops === null
        ? 'could not be read'
        : `${stops.inForce.length}, revision ${stops.revision}: ${stops.inForce.join(', ') || 'none'}`,
      source,
    ],
    [
      'incident plan',
      plan === null ? 'there was none' : `${plan.scope}, revision ${plan.revision}, ${plan.digest}`,
      source,
    ],
    ...problems.map((problem) => ['could not be read', problem, source] as const),
  ]);
}

function linked({ links }: Incident): ReportSection {
  return section(
    'links',
    'What belongs to it',
    links.map(({ kind, id, by, atMs, hold }) => [
      `${kind} ${id}`,
      `linked ${iso(atMs)} by ${by}${hold === null ? '' : `, under the legal hold ${hold}`}`,
      'links of the incident',
    ]),
  );
}

function actions({ actions: all }: Incident, of: Sources): ReportSection {
  return section(
    'actions',
    'Actions',
    all.map(({ id, text, owner, dueAtMs, done }) => [
      `action ${id}`,
      `${owner}, due ${iso(dueAtMs)}, ${done === null ? 'open' : `done ${iso(done.atMs)} by ${done.by}: ${done.evidence}`}. ${text}`,
      done === null ? of('action', `action ${id}: `) : of('action-done', `action ${id} is done`),
    ]),
  );
}

function dependencies({ incident, suspects }: IncidentReportInput): ReportSection {
  const own = suspects.filter((one) => one.incident === incident.id);
  return section(
    'dependencies',
    'Systems with suspect input',
    own.map(({ system, path }) => [system, path.join(' > '), 'consumers in incident plans']),
  );
}

function ended({ postMortem, closing }: Incident, of: Sources): ReportSection {
  return section('end', 'Post-mortem and closing', [
    ['post-mortem', postMortem === null ? 'none yet' : postMortem.text, of('post-mortem')],
    ...(closing === null
      ? [['closed', 'not yet', FIRST] as const]
      : [
          [
            'closed',
            `${iso(closing.atMs)} by ${closing.by}, answered by ${closing.answeredBy}: ${closing.text}`,
            of('closed'),
          ] as const,
          ...closing.evidence.map(({ kind, id }) => [`evidence: ${kind}`, id, of('closed')] as const),
        ]),
  ]);
}

/** What the public register of incidents asks for, by its names of fields; who deployed and developed is written by a person. */
function register(input: IncidentReportInput): ReportSection {
  const { incident, items } = input;
  const { title, occurredAtMs, awareAtMs, affected, system, scope } = incident;
  const of = sourcesOf(input);
  const nobody = 'to be written by a person: the service knows no organisation';
  return {
    ...section('register', 'Fields of the AI Incident Database', [
      ['title', title, FIRST],
      ['description', items[0]?.text || 'to be written by a person', FIRST],
      ['date', iso(occurredAtMs ?? awareAtMs).slice(0, 10), occurredAtMs === null ? of('facts') : beganSource(items)],
      ['Alleged deployer of AI system', nobody, 'nowhere'],
      ['Alleged developer of AI system', nobody, 'nowhere'],
      ['Alleged harmed or nearly harmed parties', affected?.who ?? 'not said', of('affected')],
      ['implicated_systems', system ?? scopeName(scope), FIRST],
    ]),
    note: 'The register (incidentdatabase.ai) is public: read these fields before anybody sends them. The date is that on which it began, or else that on which somebody became aware.',
  };
}

/** Most characters of texts that the timeline of a report holds; what is beyond it is told by its digest. */
const MOST_TEXT = 4_000_000;

function timeline({ incident, items }: IncidentReportInput): ReportSection {
  let room = MOST_TEXT;
  const said = (text: string): string => {
    room -= text.length;
    if (text === '') return '';
    return room >= 0 ? `\n${text}` : `\n(${text.length} characters, left out here)`;
  };
  const lines = items.map(
    ({ number, atMs, by, what, text, digest }) =>
      [`${number}`, `${iso(atMs)}, ${by}: ${what}${said(text)}`, digest] as const,
  );
  const { leftOut } = incident;
  return {
    ...section('timeline', 'Timeline', lines),
    note: `The source of each item is its digest (SHA-256 of its canonical JSON), which the log has in the entry of the act.${leftOut === 0 ? '' : ` ${leftOut} happenings beyond the bound of the timeline are in the log alone.`}`,
  };
}

function made({ checkpoint, madeAtMs, tool }: IncidentReportInput): ReportSection {
  return section('made', 'How this was made', [
    ['made', `${iso(madeAtMs)} by ${tool.name} ${tool.version}`, 'clock of the service'],
    [
      'log',
      checkpoint === null ? 'no checkpoint yet' : `${checkpoint.log}, size ${checkpoint.size}, root ${checkpoint.root}`,
      'newest signed checkpoint',
    ],
  ]);
}

function section(id: string, title: string, lines: readonly (readonly [string, string, string])[]): ReportSection {
  return { id, title, lines: lines.map(([name, value, source]) => ({ name, value, source })) };
}
