import { counted } from '../../../../core/base/counted.js';
import type { RetentionReport, RuleReport } from '../../../../domain/retention/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { ADMIN_OPTIONS, openAdmin } from '../../service/admin-target.js';
import { onOneLine } from '../../terminal/error.js';

export const adminRetentionCommand: CommandSpec = {
  name: 'admin retention',
  summary: 'show which decisions are past their time, or erase them now',
  usage: ['tribune admin retention --data DIR [--run]', 'tribune admin retention --server URL [--run]'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    ...ADMIN_OPTIONS,
    run: { type: 'boolean', help: 'erase now instead of within the hour; without it nothing is erased' },
    json: { type: 'boolean', help: 'print the report as JSON' },
  },
  examples: ['tribune admin retention --data ./tribune-data', 'tribune admin retention --data ./tribune-data --run'],
  notes: [
    'What is kept how long is applied with `tribune admin apply`: docs/guides/retention.md.',
    'With --server the key needs the scope subjects:erase.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const target = await openAdmin(args, context);
  try {
    const report = await target.retention(flag(args, 'run'));
    if (flag(args, 'json')) context.out(`${JSON.stringify(report, null, 2)}\n`);
    else context.out(reportText(report));
    for (const warning of report.warnings) context.err(`warning: ${onOneLine(warning)}\n`);
  } finally {
    await target.close();
  }
  return EXIT.pass;
}

function reportText({ rules, erased }: RetentionReport): string {
  if (rules.length === 0) return 'no deployment has a retention class: nothing is ever erased\n';
  return rules.map((rule) => ruleText(rule, erased)).join('');
}

function ruleText({ keep, before, classes, due, held, results, erasures }: RuleReport, erased: boolean): string {
  const lines = [
    `kept for ${keep}: received before ${before}`,
    ...classes.map(({ id, basis, source }) => `  ${id} (${basis}: ${onOneLine(source)})`),
    ...Object.entries(due).map(([deployment, n]) => `  ${deployment}: ${n} ${erased ? 'erased' : 'would be erased'}`),
    ...(Object.keys(due).length + held + results === 0 ? ['  nothing is past its time'] : []),
    ...(held > 0 ? [`  ${held} kept by a legal hold`] : []),
    ...(results > 0
      ? [
          `  ${counted(results, 'stored result')} of audits made of nothing else ${erased ? 'destroyed' : 'would be destroyed'}`,
        ]
      : []),
    ...erasures.map((id) => `  certificate ${id}`),
  ];
  return `${lines.join('\n')}\n`;
}
