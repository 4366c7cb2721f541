import { counted } from '../../../../core/base/counted.js';
import { checkPolicy } from '../../../../core/policy/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';
import { type GivenPlace, type LawAdvice, lawAdvice } from './law-advice.js';

export const policyCheckCommand: CommandSpec = {
  name: 'policy check',
  summary: 'validate a policy; every mistake with line and column',
  usage: ['tribune policy check FILE... [--domain WORD] [--place CODE...]'],
  positionals: { name: 'FILE', min: 1, max: 1000 },
  options: {
    domain: {
      type: 'string',
      value: 'WORD',
      help: 'the field of the decisions, such as credit; else as the policy says',
    },
    place: {
      ...{ type: 'string', multiple: true, value: 'CODE' },
      help: 'where people are decided about, such as US or DE; may be repeated; else as the policy says',
    },
  },
  examples: ['tribune policy check policy.yaml', 'tribune policy check policy.yaml --domain credit --place US'],
  notes: [
    'With a domain and places (section `law` of the policy, or the options) it also says what law asks for there and the policy leaves out, and which attributes may not be used to decide. That is advice by dated data and no legal advice: it never makes a policy invalid.',
  ],
  run: check,
};

async function check(args: ParsedArguments, context: CliContext): Promise<number> {
  let wrong = false;
  const given: GivenPlace = { domain: text(args, 'domain'), places: list(args, 'place') };
  for (const path of args.positionals) {
    const content = await readTextFile(path, 'policy', 'POLICY_UNREADABLE');
    const mistakes = checkPolicy(content, { today: context.today });
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
    if (errors === 0) printAdvice(path, lawAdvice(content, path, given), context);
  }
  return wrong ? EXIT.wrong : EXIT.pass;
}

function printAdvice(path: string, found: LawAdvice | null, context: CliContext): void {
  if (found === null) return;
  for (const { line, severity, message, remedy } of found.lines)
    context.out(`${path}:${line} ${severity}: ${printable(message)}\n    ${printable(remedy)}\n`);
  const n = found.lines.filter(({ severity }) => severity === 'advice').length;
  context.out(
    `${path}: ${n === 0 ? 'nothing is left out' : counted(n, 'point')} by law as known on ${found.date}; no legal advice\n`,
  );
}
