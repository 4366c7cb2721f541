import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { exitOf, gateAt, type ListedGate, tellGate, VERSION_OPTION } from './printed-gate.js';

export const gateStatusCommand: CommandSpec = {
  name: 'gate status',
  summary:
    'what the gate of a deployment lacks, whose turn it is, and until when it holds; exit 0 open, 1 closed, 3 not decidable',
  usage: ['tribune gate status DEPLOYMENT --data DIR', 'tribune gate status DEPLOYMENT --version DIGEST --server URL'],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    ...VERSION_OPTION,
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
    'in-toto': { type: 'boolean', help: 'the sign-off of an open gate as an in-toto statement, for whoever signs it' },
  },
  examples: ['tribune gate status credit/prod --data ./tribune-data'],
  notes: ['A key needs the scope registry:read. docs/guides/gates.md says what binds what.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const path = gateAt(deployment, text(args, 'version'));
  if (flag(args, 'in-toto')) {
    const statement = await withService(args, context, (admin) =>
      admin.get(path.replace('/v1/gate?', '/v1/gate/statement?')),
    );
    context.out(`${JSON.stringify(statement, null, 2)}\n`);
    return EXIT.pass;
  }
  const gate = (await withService(args, context, (admin) => admin.get(path))) as ListedGate;
  tellGate(gate, args, context);
  return exitOf(gate);
}
