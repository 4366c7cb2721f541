import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

interface Printed {
  readonly deployment: string;
  readonly wording: string;
  readonly points: readonly {
    readonly id: string;
    readonly status: string;
    readonly duty: string;
    readonly because: string;
    readonly asks: readonly { readonly what: string; readonly who: string }[];
  }[];
}

export const checklistLaunchCommand: CommandSpec = {
  name: 'checklist launch',
  summary: 'the launch checklist of a deployment, answered from records, open points first',
  usage: ['tribune checklist launch DEPLOYMENT --server URL'],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON, with every check and its evidence' } },
  examples: ['tribune checklist launch credit/prod --server https://tribune.example'],
  notes: [
    'A deployment that does not serve yet is looked at as if it served the version that it is to serve next.',
    'Exit code 1: a point has a gap; 3: none has, and records do not decide one; 0: neither. A key needs the scope registry:read.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const query = new URLSearchParams({ deployment });
  const found = (await withService(args, context, (admin) => admin.get(`/v1/controls/launch?${query}`))) as Printed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  const has = (status: string): boolean => found.points.some((one) => one.status === status);
  return has('gap') ? EXIT.fail : has('undecided') ? EXIT.inconclusive : EXIT.pass;
}

function print({ deployment, wording, points }: Printed, context: CliContext): void {
  const open = points.filter(({ status }) => status === 'gap' || status === 'undecided').length;
  context.out(`${printable(deployment)}: ${open} of ${points.length} points are open\n${wording}\n\n`);
  for (const { id, status, duty, because, asks } of points) {
    context.out(`${status.padEnd(10)} ${printable(id)}  ${printable(duty)}\n    ${printable(because)}\n`);
    for (const { what, who } of asks) context.out(`    asks ${who}: ${printable(what)}\n`);
  }
}
