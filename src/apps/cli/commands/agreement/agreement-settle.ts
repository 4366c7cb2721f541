import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';
import { demandProposal, placeOf } from './proposal.js';

export const agreementConfirmCommand: CommandSpec = {
  name: 'agreement confirm',
  summary: 'confirm what another person proposed: settings, roles, a gate, a waiver or a resumption',
  usage: ['tribune agreement confirm PROPOSAL --server URL --account NAME'],
  positionals: { name: 'PROPOSAL', min: 1, max: 1 },
  options: { ...PERSON_OPTIONS },
  examples: [
    'TRIBUNE_PASSWORD=... tribune agreement confirm 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --server https://tribune.example --account cro',
  ],
  notes: ['Nobody confirms the own proposal, under whichever account. What is confirmed is printed.'],
  run: (args, context) => settle(args, context, 'confirm'),
};

export const agreementRefuseCommand: CommandSpec = {
  name: 'agreement refuse',
  summary: 'turn down what another person proposed, or take the own proposal back',
  usage: ['tribune agreement refuse PROPOSAL --server URL --account NAME'],
  positionals: { name: 'PROPOSAL', min: 1, max: 1 },
  options: { ...PERSON_OPTIONS },
  examples: [
    'TRIBUNE_PASSWORD=... tribune agreement refuse 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --server https://tribune.example --account cro',
  ],
  run: (args, context) => settle(args, context, 'refuse'),
};

async function settle(args: ParsedArguments, context: CliContext, how: 'confirm' | 'refuse'): Promise<number> {
  const [id] = args.positionals as [string];
  const person = await signIn(args);
  try {
    const proposal = await demandProposal(person, id);
    if (how === 'confirm') await person.post(placeOf(proposal));
    else await person.delete(placeOf(proposal));
    const said = `${how === 'confirm' ? 'confirmed' : 'turned down'}: ${proposal.act} ${JSON.stringify(proposal.request)}`;
    context.out(`${printable(said)}\n`);
    return EXIT.pass;
  } finally {
    await person.close().catch(() => undefined);
  }
}
