import { readRule } from '../../../../domain/group-rules/rules/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { demandedOf } from './demanded.js';

export const ruleAttachCommand: CommandSpec = {
  name: 'rule attach',
  summary: 'approve a rule of cutoffs for a deployment in the log of a service, by its digest',
  usage: [
    'tribune rule attach rule.json --deployment NAME --server URL',
    'tribune rule attach rule.json --deployment NAME --data DIR',
  ],
  positionals: { name: 'RULE (that tribune thresholds wrote)', min: 1, max: 1 },
  options: {
    ...SERVICE_OPTIONS,
    deployment: { type: 'string', value: 'NAME', help: 'the registered deployment that is to decide by it; required' },
  },
  examples: ['tribune rule attach rule.json --deployment credit-live --data ./tribune-data'],
  notes: [
    'The entry rule.attached holds the digest of the rule, what it was found by, and who approved it; cutoffs and seed stay where they are. A key needs the scope registry:write; of people validators may.',
    'tribune apply RULE DECISIONS --against COLUMN holds what was decided since against the rule.',
  ],
  run: attach,
};

async function attach(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path] = args.positionals as [string];
  const deployment = demandedOf(args, 'rule attach')('deployment', 'credit-live');
  const rule = readRule(await readTextFile(path, 'rule', 'DATA_NOT_FOUND'), path);
  const service = await openConnection(args, context, { configured: true });
  try {
    const { digest, attributes, constraint, objective, seedCommitment } = rule;
    const body = {
      ...{ deployment, rule: digest, attributes, constraint, objective, seedCommitment },
      method: rule.method?.name ?? null,
      draws: seedCommitment !== null,
    };
    const { id } = (await service.admin.post('/v1/rules', body)) as { readonly id: string };
    context.err(`entered as rule.attached ${printable(id)} in the log of ${printable(service.name)}\n`);
    return EXIT.pass;
  } finally {
    await service.close();
  }
}
