import { agree, counted } from '../../../../core/base/counted.js';
import { isDigest } from '../../../../core/base/digest.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { readRunDocument } from '../../lineage/run-document.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const lineageImportCommand: CommandSpec = {
  name: 'lineage import',
  summary: 'tell the service from what a version was made, by a run of MLflow or events of OpenLineage',
  usage: [
    'tribune lineage import PATH --version DIGEST --data DIR',
    'tribune lineage import PATH --version DIGEST --server URL',
  ],
  positionals: { name: 'PATH', min: 1, max: 1 },
  options: {
    version: { type: 'string', multiple: true, value: 'DIGEST', help: 'a version that the run made; may be repeated' },
    id: { type: 'string', value: 'UUID', help: 'id of the run, so that the same call again changes nothing' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune lineage import mlruns/1/3f2c9d1e --version sha256:8c5b... --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune lineage import events.json --version sha256:8c5b... --server https://tribune.example',
  ],
  notes: [
    'PATH is the folder of a run of MLflow (with meta.yaml), what its REST interface answers (runs/get), or events of one run of OpenLineage: one, a list, or one a line.',
    'The digest of a version is what `tribune model inspect` prints. What is not understood of a document is kept and shown as it came.',
    'A key needs the scope registry:write. An account of a run is what somebody said: the entry lineage.recorded proves who and when.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const versions = list(args, 'version');
  const wrong = versions.find((version) => !isDigest(version));
  if (versions.length === 0 || wrong !== undefined)
    throw new TribuneError(
      'USAGE',
      wrong === undefined
        ? 'no --version: a run is told by what it made'
        : `--version ${printable(wrong)} is no digest`,
      { remedy: 'Give sha256: and 64 hexadecimal digits, as `tribune model inspect MODEL` prints them.' },
    );
  const { format, document } = await readRunDocument(args.positionals[0]!);
  const service = await openConnection(args, context, { configured: true });
  try {
    const id = text(args, 'id');
    const body = { format, document, versions, ...(id === undefined ? {} : { id }) };
    const answer = (await service.admin.post('/v1/lineage/imports', body)) as {
      id: string;
      recorded: boolean;
      cut: { parameters: number; values: number };
    };
    if (flag(args, 'json')) context.out(`${JSON.stringify({ ...answer, format }, null, 2)}\n`);
    else context.out(`${answer.recorded ? 'kept' : 'kept already'}  ${answer.id}  (${format})\n`);
    const { parameters, values } = answer.cut;
    if (parameters + values > 0)
      context.err(
        `${counted(parameters, 'parameter')} beyond the bound and ${counted(values, 'value')} that ${agree(values, 'was', 'were')} cut stand whole in the document alone\n`,
      );
  } finally {
    await service.close();
  }
  return EXIT.pass;
}
