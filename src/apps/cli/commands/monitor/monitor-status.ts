import { counted } from '../../../../core/base/counted.js';
import { fleetEvidence } from '../../../../domain/monitor-review/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import {
  digestLines,
  fleetLine,
  type PrintedDigest,
  type PrintedFleet,
  standingLine,
} from '../../monitor/digest-text.js';
import { type Connection, openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const monitorStatusCommand: CommandSpec = {
  name: 'monitor status',
  summary: 'what is watched, how far it is, and what fires; exit 1 where something does',
  usage: [
    'tribune monitor status --data DIR',
    'tribune monitor status --server URL',
    'tribune monitor status --data DIR --digest',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    ...SERVICE_OPTIONS,
    digest: {
      type: 'boolean',
      help: 'also which series had a broken bound on the last day, with at most a tenth of false findings',
    },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune monitor status --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune monitor status --server https://tribune.example --json',
  ],
  notes: ['A key needs the scope monitor:read; for --digest also decisions:read and attributes:read.'],
  run,
};

interface Listed {
  readonly deployment: string;
  readonly policy: string;
  readonly activationPolicy: string | null;
  readonly reason: string | null;
  readonly since: string;
  readonly closedTo: string | null;
  readonly labelsClosedTo: string | null;
  readonly lastReceived: string | null;
  readonly isSilent: boolean;
  /** Left out by services of older versions. */
  readonly isOutOfTime?: boolean;
  readonly firing: readonly string[];
  readonly alarms: number;
  readonly blocks: number;
  readonly unwatched: readonly {
    readonly requirement: string;
    readonly reason: string;
    readonly instead: string | null;
  }[];
  readonly decisions?: Readonly<Record<string, number>>;
  readonly beyond?: Readonly<Record<string, number>>;
  readonly labels?: { readonly decisions: number; readonly inTime: number };
}

interface Status {
  readonly watched: readonly Listed[];
  readonly notWatched: readonly { readonly deployment: string; readonly reason: string }[];
  readonly falseAlarmsPerDay: number;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const status = (await service.admin.get('/v1/monitor')) as Status;
    const digests = flag(args, 'digest') ? await digestsOf(status, service) : null;
    const standing = digests === null ? null : ((await service.admin.get('/v1/monitor/fleet')) as PrintedFleet);
    const told =
      digests === null
        ? status
        : { ...status, digests, fleet: fleetEvidence(digests.map(({ tree }) => tree)), standing: standing?.tree };
    if (flag(args, 'json')) context.out(`${JSON.stringify(told, null, 2)}\n`);
    else {
      const line = (text: string): void => void context.out(`${printable(text)}\n`);
      tell(status, digests ?? [], line);
      if (standing !== null) line(standingLine(standing));
    }
    return status.watched.some(({ firing }) => firing.length > 0) ? EXIT.fail : EXIT.pass;
  } finally {
    await service.close();
  }
}

/** The digest of each deployment, one after the other: each is made from the blocks of a week. */
async function digestsOf({ watched }: Status, { admin }: Pick<Connection, 'admin'>): Promise<PrintedDigest[]> {
  const digests: PrintedDigest[] = [];
  for (const { deployment } of watched)
    digests.push((await admin.get(`/v1/monitor/digest?${new URLSearchParams({ deployment })}`)) as PrintedDigest);
  return digests;
}

function tell(
  { watched, notWatched, falseAlarmsPerDay }: Status,
  digests: readonly PrintedDigest[],
  line: (text: string) => void,
): void {
  for (const one of watched)
    tellDeployment(
      one,
      digests.find(({ deployment }) => deployment === one.deployment),
      line,
    );
  for (const { deployment, reason } of notWatched) line(`${deployment}  not watched: ${reason}`);
  const fleet = fleetLine(digests);
  if (fleet !== null) line(fleet);
  if (watched.length > 0) line(`at most ${falseAlarmsPerDay} false alarms a day, in expectation`);
}

function tellBeyond({ beyond = {} }: Listed, line: (text: string) => void): void {
  for (const [id, decisions] of Object.entries(beyond))
    line(
      `  ${id}: ${counted(decisions.toLocaleString('en'), 'decision')} of groups beyond the most that are kept, which nothing watches`,
    );
}

function tellDeployment(one: Listed, digest: PrintedDigest | undefined, line: (text: string) => void): void {
  line(`${one.deployment}  ${stateOf(one)}`);
  if (one.isOutOfTime === true)
    line(
      '  nearly all of its newest decisions are late or ahead of the clock, and nothing judges them: look at the clocks of the service and of its senders, and at what is sent later than monitor.lateness',
    );
  line(
    `  closed to ${one.closedTo ?? 'nothing yet'}, ${counted(one.blocks, 'block')}, ${counted(one.alarms, 'alarm')} so far`,
  );
  if (one.reason !== null) line(`  evidence began anew at ${one.since}: ${BEGAN_ANEW[one.reason] ?? one.reason}`);
  if (one.labelsClosedTo !== null) line(`  with labels to ${one.labelsClosedTo}`);
  line(one.lastReceived === null ? '  no decision came yet' : `  last decision came ${one.lastReceived}`);
  if (one.decisions !== undefined) {
    line(`  decisions: ${countsOf(one.decisions)}`);
    const { late = 0, counted: inTime = 0 } = one.decisions;
    if (late > inTime && one.isOutOfTime !== true)
      line(
        '  most came after their block was complete and decide nothing: send decisions in the order of time, or raise monitor.lateness',
      );
  }
  if (one.labels !== undefined && one.labels.decisions > 0)
    line(
      `  labels: ${one.labels.inTime.toLocaleString('en')} of ${counted(one.labels.decisions.toLocaleString('en'), 'decision')} had one in time; those that come later count for nothing`,
    );
  tellBeyond(one, line);
  for (const { requirement, reason, instead } of one.unwatched)
    line(`  not watched: ${requirement}: ${reason}${instead === null ? '' : `. ${instead}`}`);
  if (digest !== undefined) for (const text of digestLines(digest)) line(text);
  if (one.activationPolicy !== null && one.activationPolicy !== one.policy)
    line(`  the registry names another policy, ${one.activationPolicy}; it is watched by ${one.policy}`);
}

/** Why evidence began without anybody having asked for it. */
const BEGAN_ANEW: Readonly<Record<string, string>> = {
  'version-changed': 'this version of Tribune watches more of the policy than the one before, or otherwise',
  'clock-set-back': 'the clock of Tribune was set back, and everything would have been late until it is where it was',
  'clocks-differ':
    'the clock of Tribune was set back for the second time within a day or 10,000 batches of the log. Clocks of processes or senders differ: until they agree, what is behind is late, as evidence begins anew by no clock until both are over',
};

function stateOf({ firing, isSilent, isOutOfTime }: Listed): string {
  if (firing.length > 0) return `FIRING  ${firing.join(', ')}`;
  if (isSilent) return 'silent';
  return isOutOfTime === true ? 'out of time' : 'watching';
}

const countsOf = (counts: Readonly<Record<string, number>>): string => {
  const told = Object.entries(counts).map(([what, n]) => `${n.toLocaleString('en')} ${what}`);
  return told.length === 0 ? 'none yet' : told.join(', ');
};
