import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';
import { type ListedProposal, type ListedUse, waitingProposals } from './proposal.js';

export const agreementListCommand: CommandSpec = {
  name: 'agreement list',
  summary: 'what waits for a second person, and what one person did alone that nobody has reviewed',
  usage: ['tribune agreement list --server URL --account NAME'],
  positionals: { name: '', min: 0, max: 0 },
  options: { ...PERSON_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['TRIBUNE_PASSWORD=... tribune agreement list --server https://tribune.example --account ann'],
  notes: ['Exit code 1: something was done alone and not reviewed in time; else 0.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const person = await signIn(args);
  try {
    const proposals = await waitingProposals(person);
    const { waiting } = (await person.get('/v1/break-glass')) as { readonly waiting: readonly ListedUse[] };
    if (flag(args, 'json')) context.out(`${JSON.stringify({ proposals, alone: waiting }, null, 2)}\n`);
    else for (const line of agreementLines(proposals, waiting)) context.out(`${printable(line)}\n`);
    return waiting.some(({ isOverdue }) => isOverdue) ? EXIT.fail : EXIT.pass;
  } finally {
    await person.close().catch(() => undefined);
  }
}

/** What waits, with the command that settles each. */
export function agreementLines(proposals: readonly ListedProposal[], alone: readonly ListedUse[]): string[] {
  const lines = [
    ...proposals.flatMap(({ id, act, request, proposedBy, expiresAt }) => [
      `${id}  ${act}, proposed by ${proposedBy}, until ${expiresAt}`,
      `  ${JSON.stringify(request)}`,
      `  as another person: tribune agreement confirm ${id}`,
    ]),
    ...alone.flatMap(({ id, act, reason, by, reviewBy, isOverdue }) => [
      `${id}  ${act}, done alone by ${by}: ${reason}`,
      `  ${isOverdue ? 'was to be reviewed by' : 'to be reviewed by'} ${reviewBy}: tribune agreement review ${id} --finding justified|not-justified --statement TEXT`,
    ]),
  ];
  return lines.length === 0 ? ['nothing waits for a second person'] : lines;
}
