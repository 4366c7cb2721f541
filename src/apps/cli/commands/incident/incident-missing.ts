import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';
import { pathOf, usage } from './one-incident.js';

/** A template with what it lacks, as far as it is printed. */
export interface PrintedTemplate {
  readonly id: string;
  readonly date: string;
  readonly title: string;
  readonly isAsked: boolean;
  readonly missing: readonly {
    readonly field: string;
    readonly asks: string;
    readonly neededFor: 'first' | 'final';
    readonly who: string;
    readonly how: string;
  }[];
}

export const incidentMissingCommand: CommandSpec = {
  name: 'incident missing',
  summary: 'what the report of an incident to an authority still lacks, and who can say it',
  usage: ['tribune incident missing ID [--template eu-ai-act-73] [--for first] --server URL'],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: {
    template: {
      type: 'string',
      value: 'TEMPLATE',
      help: 'one template (default: those of duties with a clock that nobody waived)',
    },
    for: {
      type: 'string',
      value: 'REPORT',
      help: 'what the first report needs, which may be incomplete, or the final one',
      choices: ['first', 'final'],
    },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON, with every field and where its value is from' },
  },
  examples: [
    'tribune incident missing 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --template eu-ai-act-73 --for first --server https://tribune.example',
  ],
  notes: ['A key needs the scope incidents:read. Exit 1: something is missing.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const { templates } = (await withService(args, context, (admin) => admin.get(`${pathOf(id)}/templates`))) as {
    readonly templates: readonly PrintedTemplate[];
  };
  const wanted = text(args, 'template');
  const of = templates.filter((one) => (wanted === undefined ? one.isAsked : one.id === wanted));
  if (wanted !== undefined && of.length === 0)
    throw usage(`there is no template ${wanted}`, `There are ${templates.map((one) => one.id).join(', ')}.`);
  const missing = (one: PrintedTemplate) =>
    one.missing.filter(({ neededFor }) => text(args, 'for') !== 'first' || neededFor === 'first');
  if (flag(args, 'json')) context.out(`${JSON.stringify(of, null, 2)}\n`);
  else for (const line of linesOf(of, missing)) context.out(`${printable(line)}\n`);
  return of.some((one) => missing(one).length > 0) ? EXIT.fail : EXIT.pass;
}

function linesOf(
  templates: readonly PrintedTemplate[],
  missingOf: (one: PrintedTemplate) => PrintedTemplate['missing'],
): string[] {
  if (templates.length === 0) return ['no duty runs whose report has a template; name one with --template'];
  return templates.flatMap((one) => {
    const missing = missingOf(one);
    return [
      `${one.title}, as known on ${one.date}: ${missing.length === 0 ? 'nothing is missing' : `${missing.length} missing`}`,
      ...missing.flatMap(({ field, asks, neededFor, who, how }) => [
        `  ${field}, for the ${neededFor} report: ${asks}`,
        `    ${who}: ${how}`,
      ]),
    ];
  });
}
