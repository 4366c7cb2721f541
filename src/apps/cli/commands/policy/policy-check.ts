import { counted } from '../../../../core/base/counted.js';
import { checkPolicy } from '../../../../core/policy/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

export const policyCheckCommand: CommandSpec = {
  name: 'policy check',
  summary: 'validate a policy; every mistake with line and column',
  usage: ['tribune policy check FILE...'],
  positionals: { name: 'FILE', min: 1, max: 1000 },
  options: {},
  examples: ['tribune policy check policy.yaml'],
  run: check,
};

async function check(args: ParsedArguments, context: CliContext): Promise<number> {
  let wrong = false;
  for (const path of args.positionals) {
    const mistakes = checkPolicy(await readTextFile(path, 'policy', 'POLICY_UNREADABLE'), { today: context.today });
    for (const m of mistakes) {
      context.out(`${path}:${m.line}:${m.column} ${m.severity}: ${printable(m.message)}\n`);
      if (m.remedy) context.out(`    ${printable(m.remedy)}\n`);
    }
    const errors = mistakes.filter((m) => m.severity === 'error').length;
    wrong ||= errors > 0;
    const warnings = mistakes.length - errors;
    context.out(
      errors === 0
        ? `${path}: valid${warnings > 0 ? `, ${counted(warnings, 'warning')}` : ''}\n`
        : `${path}: ${counted(errors, 'mistake')}\n`,
    );
  }
  return wrong ? EXIT.wrong : EXIT.pass;
}
