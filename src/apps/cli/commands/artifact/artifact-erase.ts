import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { artifactPath, versionDigest } from '../../service/held-models.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';

export const artifactEraseCommand: CommandSpec = {
  name: 'artifact erase',
  summary: 'erase the bytes of an artifact, such as people that explanations compare with',
  usage: [
    'tribune artifact erase DIGEST --basis TEXT --data DIR',
    'tribune artifact erase DIGEST --basis TEXT --server URL',
  ],
  positionals: { name: 'DIGEST', min: 1, max: 1 },
  options: {
    basis: { type: 'string', value: 'TEXT', help: 'why; stands in the log' },
    ...SERVICE_OPTIONS,
  },
  examples: [
    'tribune artifact erase sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae --basis "GDPR Article 17" --data ./tribune-data',
  ],
  notes: [
    'The same bytes are not taken again. Explanations that were made stay: they hold nobody of the background. A key needs the scope subjects:erase.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const basis = text(args, 'basis');
  if (basis === undefined) {
    throw new TribuneError('USAGE', 'artifact erase needs --basis TEXT', { remedy: 'Say why, for the log.' });
  }
  const service = await openConnection(args, context, { configured: true });
  try {
    const digest = await versionDigest(args.positionals[0]!, service);
    const erased = (await service.admin.post(`${artifactPath(digest)}/erase`, { basis })) as { erasedAt: string };
    context.out(`${digest}  erased ${erased.erasedAt}\n`);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}
