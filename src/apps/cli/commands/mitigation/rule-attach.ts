import { TribuneError } from '../../../../core/base/errors.js';
import { type RuleFile, readRule } from '../../../../domain/group-rules/rules/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { demandedOf } from './demanded.js';
import { seedOf, seedPathOf } from './seed-file.js';

export const ruleAttachCommand: CommandSpec = {
  name: 'rule attach',
  summary: 'approve a rule of cutoffs for a deployment, and have the deployment decide by it',
  usage: [
    'tribune rule attach rule.json --deployment NAME --enforce | --observe [--acknowledge PLACES --reason TEXT] --server URL',
    'tribune rule attach rule.json --deployment NAME --data DIR',
  ],
  positionals: { name: 'RULE (that tribune thresholds wrote)', min: 1, max: 1 },
  options: {
    ...SERVICE_OPTIONS,
    deployment: { type: 'string', value: 'NAME', help: 'the registered deployment that is to decide by it; required' },
    enforce: {
      type: 'boolean',
      help: 'the deployment decides by it from now on: an automatic decision that is another is refused',
    },
    observe: { type: 'boolean', help: 'the same, but another decision is kept, marked, and told to its sender' },
    'seed-file': { type: 'string', value: 'FILE', help: 'the seed of draws (default rule.seed beside rule.json)' },
    acknowledge: {
      type: 'string',
      value: 'PLACES',
      help: 'places whose law speaks against deciding by the attribute, and for which you answer, such as us-credit,eu',
    },
    reason: { type: 'string', value: 'TEXT', help: 'why it may decide there all the same' },
  },
  examples: [
    'tribune rule attach rule.json --deployment credit-live --observe --data ./tribune-data',
    'tribune rule attach rule.json --deployment credit-live --enforce --acknowledge eu --reason "positive action, opinion of 2026-11-20" --data ./tribune-data',
  ],
  notes: [
    'Without --enforce or --observe the digest is entered as rule.attached, and cutoffs and seed stay where they are. With one of them the service keeps the rule and its seed, which is sealed, and enters rule.began; a rule that the deployment decided by ends.',
    'A key needs the scope registry:write; of people validators may. tribune rule list shows the rules, tribune rule end ends one.',
  ],
  run: attach,
};

async function attach(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path] = args.positionals as [string];
  const deployment = demandedOf(args, 'rule attach')('deployment', 'credit-live');
  const rule = readRule(await readTextFile(path, 'rule', 'DATA_NOT_FOUND'), path);
  const kept = await keptOf(rule, path, args);
  const service = await openConnection(args, context, { configured: true });
  try {
    const { digest, attributes, constraint, objective, seedCommitment } = rule;
    const body = {
      ...{ deployment, rule: digest, attributes, constraint, objective, seedCommitment },
      method: rule.method?.name ?? null,
      draws: seedCommitment !== null,
      kept,
    };
    const { id } = (await service.admin.post('/v1/rules', body)) as { readonly id: string };
    const name = printable(service.name);
    context.err(`entered as rule.attached ${printable(id)} in the log of ${name}\n`);
    if (kept !== null)
      context.err(
        `${printable(deployment)} decides by it from now on (${kept.mode}); tribune rule end ${printable(id)} ends it\n`,
      );
    return EXIT.pass;
  } finally {
    await service.close();
  }
}

/** What the service decides by; null where it is to know the digest alone. */
async function keptOf(file: RuleFile, path: string, args: ParsedArguments) {
  const [isEnforced, isObserved] = [flag(args, 'enforce'), flag(args, 'observe')];
  const [places, reason, seedFile] = [text(args, 'acknowledge'), text(args, 'reason'), text(args, 'seed-file')];
  if (isEnforced && isObserved)
    throw new TribuneError('USAGE', '--enforce and --observe are two modes of one rule', { remedy: 'Give one.' });
  if (!isEnforced && !isObserved) {
    if (places !== undefined || reason !== undefined || seedFile !== undefined)
      throw new TribuneError('USAGE', '--acknowledge, --reason and --seed-file are of a rule that decides', {
        remedy: 'Say how: --enforce or --observe.',
      });
    return null;
  }
  const { seedCommitment, deployment } = file;
  const seed =
    seedCommitment === null
      ? null
      : Buffer.from(await seedOf(seedFile ?? seedPathOf(path), { deployment, seedCommitment })).toString('hex');
  const acknowledged = (places ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
  return { file, mode: isEnforced ? 'enforce' : 'observe', seed, acknowledged, reason: reason ?? null };
}
