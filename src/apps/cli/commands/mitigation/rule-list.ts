import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { tableText } from './tables.js';

export const ruleListCommand: CommandSpec = {
  name: 'rule list',
  summary: 'the rules of cutoffs that deployments decide by, and those that ended',
  usage: ['tribune rule list [--deployment NAME] [--json] --server URL | --data DIR'],
  positionals: { name: '', min: 0, max: 0 },
  options: {
    ...SERVICE_OPTIONS,
    deployment: { type: 'string', value: 'NAME', help: 'of this deployment alone' },
    json: { type: 'boolean', help: 'the result as JSON on standard output and nothing else there' },
  },
  examples: ['tribune rule list --data ./tribune-data'],
  run: list,
};

export const ruleEndCommand: CommandSpec = {
  name: 'rule end',
  summary: 'end a rule of cutoffs: its deployment decides by none from now on',
  usage: ['tribune rule end ID --server URL | --data DIR'],
  positionals: { name: 'ID (that tribune rule list shows)', min: 1, max: 1 },
  options: SERVICE_OPTIONS,
  examples: ['tribune rule end 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --data ./tribune-data'],
  notes: [
    'A key needs the scope registry:write; of people validators may. What was decided before is run again by it.',
  ],
  run: end,
};

interface Listed {
  readonly id: string;
  readonly deployment: string;
  readonly mode: string;
  readonly from: string;
  readonly until: string | null;
  readonly by: string;
  readonly attributes: readonly string[];
  readonly acknowledged: readonly string[];
}

async function list(args: ParsedArguments, context: CliContext): Promise<number> {
  const deployment = text(args, 'deployment');
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const query = deployment === undefined ? '' : `?deployment=${encodeURIComponent(deployment)}`;
    const answer = (await service.admin.get(`/v1/rules${query}`)) as { readonly rules: readonly Listed[] };
    if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
    else if (answer.rules.length === 0) context.out('no deployment decides by a rule\n');
    else
      context.out(
        tableText(
          ['deployment', 'by', 'mode', 'from', 'until', 'approved by', 'answered for', 'id'],
          answer.rules.map(({ attributes, acknowledged, ...one }) =>
            [
              ...[one.deployment, attributes.join(', '), one.mode, one.from, one.until ?? 'now', one.by],
              ...[acknowledged.join(', '), one.id],
            ].map(printable),
          ),
        ).concat('\n'),
      );
    return EXIT.pass;
  } finally {
    await service.close();
  }
}

async function end(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    await service.admin.post(`/v1/rules/${encodeURIComponent(id)}/end`, {});
    context.err(`${printable(id)} ended\n`);
    return EXIT.pass;
  } finally {
    await service.close();
  }
}
