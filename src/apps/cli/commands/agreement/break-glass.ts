import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { PERSON_OPTIONS, signIn } from '../../service/person.js';
import { printable } from '../../terminal/error.js';

export const breakGlassCommand: CommandSpec = {
  name: 'agreement alone',
  summary:
    'do alone what you proposed, where nobody else can be reached: it pages at once, and another person reviews it',
  usage: ['tribune agreement alone PROPOSAL --reason TEXT --server URL --account NAME'],
  positionals: { name: 'PROPOSAL', min: 1, max: 1 },
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'why nobody else could be waited for, for the log and the page' },
    ...PERSON_OPTIONS,
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune agreement alone 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --reason "Nobody answers, and people are refused." --server https://tribune.example --account ann',
  ],
  notes: ['Only who proposed it does it alone. Its entry names nobody in the place of the second person, for ever.'],
  run: use,
};

export const breakGlassReviewCommand: CommandSpec = {
  name: 'agreement review',
  summary: 'review what another person did alone that takes two',
  usage: ['tribune agreement review ID --finding justified|not-justified --statement TEXT --server URL --account NAME'],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: {
    finding: { type: 'string', choices: ['justified', 'not-justified'], help: 'what came of the review' },
    statement: { type: 'string', value: 'TEXT', help: 'what was looked at, for the log' },
    ...PERSON_OPTIONS,
  },
  examples: [
    'TRIBUNE_PASSWORD=... tribune agreement review 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --finding justified --statement "The calls are noted." --server https://tribune.example --account lee',
  ],
  notes: [
    'tribune agreement list says what waits for a review. An auditor, legal, a validator or an incident lead reviews: nobody who did it, under whichever account, nor by an account that they made or whose password they set.',
  ],
  run: review,
};

async function use(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const reason = demanded(args, 'reason', 'Say in a sentence why nobody else could be waited for.');
  const person = await signIn(args);
  try {
    const path = `/v1/agreements/${encodeURIComponent(id)}/break-glass`;
    const used = (await person.post(path, { reason })) as { readonly id: string; readonly reviewBy: string };
    const said = `done alone; another person reviews it by ${used.reviewBy}: tribune agreement review ${used.id} --finding justified|not-justified --statement TEXT`;
    context.out(`${printable(said)}\n`);
    return EXIT.pass;
  } finally {
    await person.close().catch(() => undefined);
  }
}

async function review(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const finding = demanded(args, 'finding', 'Say whether it was justified or not-justified.');
  const statement = demanded(args, 'statement', 'Say in a sentence what was looked at.');
  const person = await signIn(args);
  try {
    await person.post(`/v1/break-glass/${encodeURIComponent(id)}/review`, { finding, statement });
    context.out('reviewed\n');
    return EXIT.pass;
  } finally {
    await person.close().catch(() => undefined);
  }
}

function demanded(args: ParsedArguments, name: string, remedy: string): string {
  const found = text(args, name);
  if (found !== undefined) return found;
  throw new TribuneError('USAGE', `--${name} is missing`, { remedy });
}
