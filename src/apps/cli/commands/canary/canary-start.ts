import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { type ListedCanary, REASON_OPTION, reasonFrom, shareFrom, tell, usage } from './printed-canary.js';

export const canaryStartCommand: CommandSpec = {
  name: 'canary start',
  summary: 'try a version out on a share of the subjects of a deployment, always the same ones',
  usage: ['tribune canary start DEPLOYMENT --version DIGEST --share 0.05 --reason TEXT --server URL'],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    version: { type: 'string', value: 'DIGEST', help: 'the version that is tried out: one of the model, registered' },
    share: { type: 'string', value: 'SHARE', help: 'share of the subjects for whom it decides, above 0 to 1' },
    held: { type: 'boolean', help: 'decide for nobody until another person releases it: its gate is signed before' },
    ...REASON_OPTION,
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune canary start lending/prod --version sha256:... --share 0.05 --reason "trained on 2026" --data ./tribune-data',
  ],
  notes: ['A key needs the scope registry:write. A deployment has at most one canary.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const version = text(args, 'version');
  if (version === undefined)
    throw usage('canary start needs --version DIGEST', 'Name the version that is to be tried out.');
  const wanted = {
    ...{ deployment, version, share: shareFrom(args, 'canary start'), reason: reasonFrom(args, 'canary start') },
    ...(flag(args, 'held') ? { held: true } : {}),
  };
  tell(
    (await withService(args, context, (admin) => admin.post('/v1/canaries', wanted))) as ListedCanary,
    args,
    context,
  );
  return EXIT.pass;
}
