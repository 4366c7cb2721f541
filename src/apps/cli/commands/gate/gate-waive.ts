import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { PERSON_OPTIONS, type PersonSession, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';
import {
  demandText,
  gateAt,
  type ListedGate,
  SECOND_OPTIONS,
  tellGate,
  usage,
  VERSION_OPTION,
} from './printed-gate.js';

export const gateWaiveCommand: CommandSpec = {
  name: 'gate waive',
  summary:
    'let a requirement of a gate, or a control, go unmet for a time: one person proposes, another confirms, one of them above the owner',
  usage: [
    'tribune gate waive DEPLOYMENT --requirement ID --reason TEXT --until TIME --server URL --account NAME',
    'tribune gate waive DEPLOYMENT --control NAME --reason TEXT --until TIME --server URL --account NAME',
    'tribune gate waive DEPLOYMENT --confirm PROPOSAL --server URL --account NAME',
    'tribune gate waive DEPLOYMENT --withdraw PROPOSAL --server URL --account NAME',
    'tribune gate waive DEPLOYMENT --end WAIVER --server URL --account NAME',
  ],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    requirement: { type: 'string', value: 'ID', help: 'the requirement' },
    control: {
      type: 'string',
      value: 'NAME',
      help: 'a control of law or a standard that has a gap, or is not decided, for the version on this deployment',
    },
    reason: { type: 'string', value: 'TEXT', help: 'why, for the log and for everybody who sees the gate' },
    until: { type: 'string', value: 'TIME', help: 'until when, RFC 3339' },
    ...VERSION_OPTION,
    ...SECOND_OPTIONS,
    end: { type: 'string', value: 'WAIVER', help: 'end a waiver before its time' },
    ...PERSON_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune gate waive credit/prod --requirement drill --reason "The drill is on Monday." --until 2026-12-08T12:00:00Z --server https://tribune.example --account ann',
  ],
  notes: ['A waiver changes the evidence, so that the gate is signed anew with it. It is told wherever the gate is.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const [confirm, withdraw, end] = [text(args, 'confirm'), text(args, 'withdraw'), text(args, 'end')];
  const [requirement, control] = [text(args, 'requirement'), text(args, 'control')];
  const proposes = requirement !== undefined || control !== undefined;
  if (requirement !== undefined && control !== undefined)
    throw usage('--requirement and --control are both given', 'Waive one of them, and then the other.');
  if ([proposes, confirm !== undefined, withdraw !== undefined, end !== undefined].filter(Boolean).length !== 1)
    throw usage(
      'gate waive takes one of --requirement, --control, --confirm, --withdraw, --end',
      'One person proposes, another one confirms.',
    );
  const body = proposes ? wantedFrom(args, deployment) : null;
  const person = await signIn(args);
  try {
    if (body !== null) {
      const { id, expiresAt } = (await person.post('/v1/gate-waivers', body)) as {
        readonly id: string;
        readonly expiresAt: string;
      };
      const said = `proposed; nothing is waived until another person confirms, by ${expiresAt}: tribune gate waive ${deployment} --confirm ${id}`;
      context.out(
        flag(args, 'json') ? `${JSON.stringify({ proposal: id, expiresAt }, null, 2)}\n` : `${printable(said)}\n`,
      );
      return EXIT.pass;
    }
    await settle(person, { confirm, withdraw, end });
    tellGate((await person.get(gateAt(deployment, text(args, 'version')))) as ListedGate, args, context);
  } finally {
    await person.close().catch(() => undefined);
  }
  return EXIT.pass;
}

function wantedFrom(args: ParsedArguments, deployment: string): object {
  const until = demandText(args, 'until', 'Give a time such as 2026-12-08T12:00:00Z.');
  const version = text(args, 'version');
  return {
    ...{
      deployment,
      until,
      requirement:
        text(args, 'requirement') ?? `control:${demandText(args, 'control', 'tribune controls lists them.')}`,
    },
    reason: demandText(args, 'reason', 'Say in a sentence why.'),
    ...(version === undefined ? {} : { version }),
  };
}

/** Confirms or turns down a proposal, or ends a waiver. */
export async function settle(
  person: PersonSession,
  {
    confirm,
    withdraw,
    end,
  }: { readonly confirm: string | undefined; readonly withdraw: string | undefined; readonly end?: string | undefined },
): Promise<void> {
  if (confirm !== undefined) await person.post(`/v1/gate-proposals/${encodeURIComponent(confirm)}`);
  if (withdraw !== undefined) await person.delete(`/v1/gate-proposals/${encodeURIComponent(withdraw)}`);
  if (end !== undefined) await person.post(`/v1/gate-waivers/${encodeURIComponent(end)}/end`);
}
