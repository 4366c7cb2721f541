import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const documentIssueCommand: CommandSpec = {
  name: 'document issue',
  summary: 'have a document leave the house: kept with its digest, and entered in the log with to whom',
  usage: ['tribune document issue KIND SUBJECT --to TEXT [--format F] [--view public|internal] --server URL'],
  positionals: { name: 'KIND SUBJECT', min: 2, max: 2 },
  options: {
    to: { type: 'string', value: 'TEXT', help: 'who gets it, for the log' },
    format: { type: 'string', value: 'FORMAT', help: 'html, md, json, csv, and formats of the kind; default html' },
    view: { type: 'string', choices: ['public', 'internal'], help: 'default public' },
    sex: { type: 'string', value: 'NAME', help: 'of ll144: the attribute that is sex' },
    race: { type: 'string', value: 'NAME', help: 'of ll144: the attribute that is race and ethnicity' },
    since: {
      type: 'string',
      value: 'DAY',
      help: 'of transparency-report: first day of its first month, as 2026-10-01',
    },
    until: { type: 'string', value: 'DAY', help: 'of transparency-report: first day after its last month' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune document issue model-card credit/prod --to "the supervisor" --data ./tribune-data'],
  notes: [
    'A key needs the scope registry:write. tribune document issued lists what left the house, with what changed since.',
    'It shows no small cell, in whichever view. Where a law asks for the counts of every category, its digest alone is kept: an erasure could not take anybody out of the bytes.',
  ],
  run,
};

interface Issued {
  readonly id: string;
  readonly digest: string;
  readonly kept: boolean;
  readonly complete: boolean;
  readonly asOf: { readonly size: number } | null;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [kind, subject] = args.positionals as [string, string];
  const to = text(args, 'to');
  if (to === undefined)
    throw new TribuneError('USAGE', 'nobody is named who gets the document', {
      remedy: `tribune document issue ${printable(kind)} ${printable(subject)} --to "the supervisor"`,
    });
  const options = ['format', 'view', 'sex', 'race', 'since', 'until'].flatMap((name) => {
    const value = text(args, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const body = { kind, subject, to, format: 'html', ...Object.fromEntries(options) };
  const made = (await withService(args, context, (admin) => admin.post('/v1/documents/issued', body))) as Issued;
  if (flag(args, 'json')) context.out(`${JSON.stringify(made, null, 2)}\n`);
  else {
    const place = made.asOf === null ? '' : ` as of ${made.asOf.size} entries`;
    const kept = made.kept ? 'kept' : 'its digest is kept';
    context.out(`issued ${made.id}${place}, ${kept}: ${made.digest}\n`);
    if (!made.complete) context.err('a field that it needs is missing: tribune document states which with --check\n');
  }
  return made.complete ? EXIT.pass : EXIT.inconclusive;
}
