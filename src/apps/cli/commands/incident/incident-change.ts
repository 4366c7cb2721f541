import { defined } from '../../../../core/base/defined.js';
import { suggest } from '../../../../core/base/suggest.js';
import {
  CAUSE_NAMES,
  FACT_NAMES,
  INCIDENT_ROLES,
  INCIDENT_SEVERITIES,
  INCIDENT_STATES,
} from '../../../../domain/incidents/model/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { pathOf, revisionOf, tell, usage } from './one-incident.js';
import type { PrintedIncident } from './printed.js';

/** Closing needs evidence, and is a command of its own. */
const NEXT_STATES = INCIDENT_STATES.filter((one) => one !== 'closed');

export const incidentChangeCommand: CommandSpec = {
  name: 'incident change',
  summary: 'change an incident: state, cause, roles, facts, links, actions, reports, post-mortem',
  usage: [
    'tribune incident change ID --state STATE --server URL',
    'tribune incident change ID --action TEXT --owner NAME --due TIME --server URL',
    'tribune incident change ID --filed DUTY --at TIME --reference TEXT --server URL',
  ],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: {
    state: { type: 'string', value: 'STATE', help: 'the next state', choices: NEXT_STATES },
    severity: { type: 'string', value: 'SEVERITY', help: 'how bad it is', choices: INCIDENT_SEVERITIES },
    cause: { type: 'string', value: 'CAUSE', help: 'what it came from', choices: CAUSE_NAMES },
    role: { type: 'string', value: 'ROLE=NAME', help: 'who does what, such as commander=ann; ROLE= for nobody' },
    fact: {
      type: 'string',
      value: 'FACT',
      multiple: true,
      help: 'the facts that law asks about, all of them: they take the place of those before',
      choices: FACT_NAMES,
    },
    aware: { type: 'string', value: 'TIME', help: 'with --fact: when somebody became aware (RFC 3339)' },
    began: {
      type: 'string',
      value: 'TIME',
      help: 'with --fact: when it began, where that became known since (RFC 3339)',
    },
    link: { type: 'string', value: 'KIND:ID', help: 'alert, stop, audit or incident that belongs to it' },
    decision: { type: 'string', value: 'ID', help: 'a decision that belongs to it: sets a legal hold' },
    action: { type: 'string', value: 'TEXT', help: 'something to be done, with --owner and --due' },
    owner: { type: 'string', value: 'NAME', help: 'who does the action' },
    due: { type: 'string', value: 'TIME', help: 'when the action is due (RFC 3339)' },
    done: { type: 'string', value: 'N', help: 'the action of this number is done, with --reference' },
    filed: { type: 'string', value: 'DUTY', help: 'the report for this duty was filed, with --at and --reference' },
    at: { type: 'string', value: 'TIME', help: 'when the report was filed (RFC 3339)' },
    waive: { type: 'string', value: 'DUTY', help: 'no report is filed for this duty, with --text' },
    reference: { type: 'string', value: 'TEXT', help: 'what shows it' },
    statement: {
      type: 'string',
      value: 'TEMPLATE/FIELD',
      help: 'what a person says for a field of the report to an authority, with --text; without it, it is taken back',
    },
    'post-mortem': { type: 'string', value: 'FILE', help: 'a text file: what happened, why, and what changes' },
    text: { type: 'string', value: 'TEXT', help: 'why' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune incident change 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --role commander=ann --server https://tribune.example',
    'tribune incident change 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --cause drift --text "income moved" --data ./tribune-data',
  ],
  notes: ['One change at a time. A key needs the scope incidents:write; for --decision the scope subjects:erase.'],
  run,
};

/** The changes, each with the options that say more of it. */
const COMPANIONS = {
  state: ['text'],
  severity: ['text'],
  cause: ['text'],
  role: [],
  fact: ['aware', 'began', 'text'],
  link: ['text'],
  decision: [],
  action: ['owner', 'due'],
  done: ['reference'],
  filed: ['at', 'reference'],
  waive: ['text'],
  statement: ['text'],
  'post-mortem': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Kind = keyof typeof COMPANIONS;
const KINDS = Object.keys(COMPANIONS) as Kind[];

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const given = KINDS.filter(
    (kind) => args.options[kind] !== undefined && list(args, kind).length + one(args, kind) > 0,
  );
  if (given.length !== 1)
    throw usage(
      given.length === 0
        ? 'nothing is named to be changed'
        : `${given.map((kind) => `--${kind}`).join(' and ')} are two changes`,
      `Give one of ${KINDS.map((kind) => `--${kind}`).join(', ')}.`,
    );
  const [kind] = given as [Kind];
  demandCompanions(kind, args);
  const change = kind === 'decision' ? null : await changeFrom(kind, args);
  const changed = await withService(args, context, async (admin) =>
    change === null
      ? admin.post(`${pathOf(id)}/decisions`, { decision: text(args, 'decision') })
      : admin.post(`${pathOf(id)}/changes`, { revision: await revisionOf(admin, id), change }),
  );
  tell(changed as PrintedIncident, args, context);
  return EXIT.pass;
}

const one = (args: ParsedArguments, name: string): number => (text(args, name) === undefined ? 0 : 1);

/** Refuses what says something of another change: it would be left out without a word. */
function demandCompanions(kind: Kind, args: ParsedArguments): void {
  const own: readonly string[] = COMPANIONS[kind];
  const stray = Object.values(COMPANIONS)
    .flat()
    .find((name) => !own.includes(name) && text(args, name) !== undefined);
  if (stray === undefined) return;
  const takes = KINDS.filter((one) => (COMPANIONS[one] as readonly string[]).includes(stray));
  throw usage(
    `--${stray} says nothing of --${kind}`,
    `It goes with ${takes.map((one) => `--${one}`).join(', ')}: make that change in a command of its own.`,
  );
}

async function changeFrom(kind: Exclude<Kind, 'decision'>, args: ParsedArguments): Promise<object> {
  const value = text(args, kind)!;
  const said = text(args, 'text') === undefined ? {} : { text: text(args, 'text') };
  if (kind === 'state' || kind === 'severity') return { kind, to: value, ...said };
  if (kind === 'cause') return { kind, cause: value, ...said };
  if (kind === 'role') return roleFrom(value);
  if (kind === 'link') return { ...linkFrom(value), ...said };
  if (kind === 'fact') {
    const times = defined({ awareAt: text(args, 'aware'), occurredAt: text(args, 'began') });
    return { kind: 'facts', facts: list(args, 'fact'), ...times, ...said };
  }
  if (kind === 'action')
    return { kind, text: value, owner: needed(args, 'owner', kind), dueAt: needed(args, 'due', kind) };
  if (kind === 'done')
    return { kind: 'action-done', action: numberFrom(value), evidence: needed(args, 'reference', kind) };
  if (kind === 'filed')
    return { kind, duty: value, at: needed(args, 'at', kind), reference: needed(args, 'reference', kind) };
  if (kind === 'waive') return { kind: 'waived', duty: value, reason: needed(args, 'text', kind) };
  if (kind === 'statement') return statementFrom(value, text(args, 'text') ?? null);
  return { kind: 'post-mortem', text: (await readTextFile(value, 'post-mortem', 'USAGE')).trimEnd() };
}

function needed(args: ParsedArguments, name: string, kind: string): string {
  const value = text(args, name);
  if (value === undefined) throw usage(`--${kind} needs --${name}`, `Give --${name} beside it.`);
  return value;
}

function roleFrom(written: string): object {
  const at = written.indexOf('=');
  if (at < 1) throw usage(`--role ${written.slice(0, 60)} is no ROLE=NAME`, 'Write it as commander=ann.');
  const role = written.slice(0, at);
  if (!Object.hasOwn(INCIDENT_ROLES, role)) {
    const near = suggest(role, Object.keys(INCIDENT_ROLES));
    throw usage(
      `--role ${written.slice(0, 60)}: there is no role ${role.slice(0, 60)}`,
      near === null ? `Roles are ${Object.keys(INCIDENT_ROLES).join(', ')}.` : `Did you mean ${near}=?`,
    );
  }
  return { kind: 'role', role, who: written.slice(at + 1) || null };
}

function statementFrom(written: string, said: string | null): object {
  const [template = '', field = '', ...rest] = written.split('/');
  if (template !== '' && field !== '' && rest.length === 0) return { kind: 'statement', template, field, text: said };
  throw usage(
    `--statement ${written.slice(0, 60)} is no TEMPLATE/FIELD`,
    'Write it as eu-ai-act-73/provider: tribune incident missing names them.',
  );
}

function linkFrom(written: string): object {
  const at = written.indexOf(':');
  if (at < 1)
    throw usage(
      `--link ${written.slice(0, 60)} is no KIND:ID`,
      'Write it as stop:ID, alert:ID, audit:ID or incident:ID.',
    );
  return { kind: 'link', to: written.slice(0, at), id: written.slice(at + 1) };
}

function numberFrom(written: string): number {
  if (/^[1-9]\d{0,5}$/.test(written)) return Number(written);
  throw usage(`--done ${written.slice(0, 20)} is no number of an action`, 'tribune incident show numbers them.');
}
