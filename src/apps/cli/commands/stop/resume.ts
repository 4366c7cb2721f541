import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';
import { type OfferedAudits, offeredLines } from './printed-audits.js';
import { type ListedStop, lineOf } from './printed-stop.js';

export const resumeCommand: CommandSpec = {
  name: 'resume',
  summary: 'end a stop, as one of two persons who did not throw it, on a fresh audit',
  usage: [
    'tribune resume STOP --audit ID --server URL --account NAME',
    'tribune resume STOP --audit ID --share S --for TIME --server URL --account NAME',
    'tribune resume STOP --list-audits --server URL --account NAME',
    'tribune resume STOP --confirm PROPOSAL --server URL --account NAME',
    'tribune resume STOP --withdraw PROPOSAL --server URL --account NAME',
  ],
  positionals: { name: 'STOP', min: 1, max: 1 },
  options: {
    audit: {
      type: 'string',
      value: 'ID',
      multiple: true,
      help: 'a fresh audit that passed: made after the stop, of nothing less than what stood when it began; one for each deployment of it',
    },
    'list-audits': {
      type: 'boolean',
      help: 'only say which audits are later than the stop, what they counted, and why one does not let it be resumed',
    },
    waiver: { type: 'string', value: 'TEXT', help: 'instead of audits: why there are none; the log keeps it' },
    share: {
      type: 'string',
      value: 'S',
      help: 'at first only for this share of the subjects, above 0 to below 1; with --for',
    },
    for: {
      type: 'string',
      value: 'TIME',
      help: 'how long, such as 7d; then for all, while no alert that sets something off is on',
    },
    confirm: { type: 'string', value: 'PROPOSAL', help: 'as the second person, confirm what another one proposed' },
    withdraw: { type: 'string', value: 'PROPOSAL', help: 'take a proposal back, or turn it down' },
    ...PERSON_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune resume 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --audit 0193f7c2-6a55-7d1e-9f10-3c2b1a000002 --server https://tribune.example --account ann',
    'TRIBUNE_PASSWORD=... tribune resume 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --confirm 0193f7c2-6a55-7d1e-9f10-3c2b1a000003 --server https://tribune.example --account bob',
  ],
  notes: [
    'Both persons need the role stop-authority, incident-lead or validator, and neither may have thrown the stop. A proposal waits for a day.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [stop] = args.positionals as [string];
  const [confirm, withdraw, waiver] = [text(args, 'confirm'), text(args, 'withdraw'), text(args, 'waiver')];
  const audits = list(args, 'audit');
  const proposes = audits.length > 0 || waiver !== undefined;
  const lists = flag(args, 'list-audits');
  if ([proposes, lists, confirm !== undefined, withdraw !== undefined].filter(Boolean).length !== 1)
    throw new TribuneError('USAGE', 'resume takes one of --audit or --waiver, --list-audits, --confirm, --withdraw', {
      remedy: 'The first person names audits; the second one confirms the proposal that the first got.',
    });
  const trial = trialOf(args);
  if (trial !== undefined && !proposes)
    throw new TribuneError('USAGE', '--share and --for belong to the proposal', {
      remedy: 'The second person confirms what the first one proposed, or withdraws it.',
    });
  if (lists) return listAudits(stop, args, context);
  const path = `/v1/stops/${encodeURIComponent(stop)}/resumptions`;
  const person = await signIn(args);
  try {
    const answer = withdraw
      ? await person.delete(`${path}/${encodeURIComponent(withdraw)}`)
      : confirm
        ? await person.post(`${path}/${encodeURIComponent(confirm)}`)
        : await person.post(path, {
            audits,
            ...(waiver === undefined ? {} : { waiver }),
            ...(trial === undefined ? {} : { trial }),
          });
    if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
    else context.out(`${printable(told(answer, { stop, confirm, withdraw }))}\n`);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}

/** Says on which audits a stop may be resumed. */
async function listAudits(stop: string, args: ParsedArguments, context: CliContext): Promise<number> {
  const person = await signIn(args);
  try {
    const offered = (await person.get(`/v1/stops/${encodeURIComponent(stop)}/audits`)) as OfferedAudits;
    const shown = flag(args, 'json') ? [JSON.stringify(offered, null, 2)] : offeredLines(offered).map(printable);
    for (const line of shown) context.out(`${line}\n`);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}

/** The share and the time of a resumption that is not for all at first. */
function trialOf(args: ParsedArguments): { readonly share: number; readonly for: string } | undefined {
  const [share, time] = [text(args, 'share'), text(args, 'for')];
  if (share === undefined && time === undefined) return undefined;
  if (share !== undefined && time !== undefined && Number(share) > 0 && Number(share) < 1)
    return { share: Number(share), for: time };
  throw new TribuneError('USAGE', 'a resumption for a share needs --share above 0 to below 1, and --for', {
    remedy: 'Write, for example, --share 0.1 --for 7d.',
  });
}

function told(
  answer: unknown,
  { stop, confirm, withdraw }: { stop: string; confirm: string | undefined; withdraw: string | undefined },
): string {
  if (withdraw !== undefined) return `the proposal ${withdraw} is withdrawn; the stop holds`;
  if (confirm !== undefined) return lineOf(answer as ListedStop);
  const { proposal, expiresAt } = answer as { readonly proposal: string; readonly expiresAt: string };
  return `proposed; the stop holds until another person confirms, by ${expiresAt}: tribune resume ${stop} --confirm ${proposal}`;
}
