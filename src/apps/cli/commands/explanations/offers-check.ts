import { TribuneError } from '../../../../core/base/errors.js';
import { decimalNumber } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { checkOffers, offersText } from '../../service/offers.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';

export const offersCheckCommand: CommandSpec = {
  name: 'offers check',
  summary:
    'hold a version that is to serve against the changes that were offered to people; exit 1 where it breaks one',
  usage: [
    'tribune offers check DEPLOYMENT --version DIGEST --data DIR',
    'tribune offers check DEPLOYMENT --version DIGEST --cutoff NUMBER --server URL',
  ],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    version: { type: 'string', value: 'DIGEST', help: 'the version that is to serve, whose bytes are held' },
    cutoff: {
      type: 'string',
      value: 'NUMBER',
      help: 'the cutoff that it is to serve with (default: the one in force)',
    },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune offers check credit/prod --version sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae --data ./tribune-data',
  ],
  notes: [
    'Offers are made where `explanations.offersHold` in tribune.yaml says for how long they hold.',
    'A key needs the scope decisions:read. Each part of 500 leaves an entry in the log of reads. An offer that the version cannot read is not kept.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [deployment] = args.positionals as [string];
  const version = text(args, 'version');
  if (version === undefined)
    throw new TribuneError('USAGE', 'offers check needs --version DIGEST', {
      remedy: 'Name the version that is to serve.',
    });
  const cutoff = decimalNumber(args, 'cutoff');
  const candidate = { deployment, version, ...(cutoff === undefined ? {} : { cutoff }) };
  const found = await withService(args, context, (admin) => checkOffers(admin, candidate));
  if (found === 'new') {
    throw new TribuneError('NOT_FOUND', `${deployment} is not registered`, {
      remedy: 'Name a registered deployment: tribune admin apply FILE.',
    });
  }
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else context.out(offersText(candidate, found));
  return found.broken + found.notRun > 0 ? EXIT.fail : EXIT.pass;
}
