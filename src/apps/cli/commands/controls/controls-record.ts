import { TribuneError } from '../../../../core/base/errors.js';
import { KEPT_KINDS } from '../../../../domain/control-records/index.js';
import { readYamlFile } from '../../explain/yaml-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';

export const controlsRecordCommand: CommandSpec = {
  name: 'controls record',
  summary: 'keep a record about a system: answers, a workshop, a choice, a risk form, a principle, a statement',
  usage: ['tribune controls record FILE.yaml --system NAME --kind KIND --server URL'],
  positionals: { name: 'FILE', min: 1, max: 1 },
  options: {
    system: { type: 'string', value: 'NAME', help: 'the registered system' },
    kind: { type: 'string', value: 'KIND', help: 'what the file says', choices: KEPT_KINDS },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune controls record answers.yaml --system credit --kind profile --server https://tribune.example',
    'tribune controls record statement.yaml --system credit --kind statement --data ./tribune-data',
  ],
  notes: ['A record is never changed: another one takes its place. A key needs the scope registry:write.'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [file] = args.positionals as [string];
  const [system, kind] = [text(args, 'system'), text(args, 'kind')];
  if (system === undefined || kind === undefined)
    throw new TribuneError('USAGE', 'a record needs --system and --kind', {
      remedy: `Name the system, and one of ${KEPT_KINDS.join(', ')}.`,
    });
  const { value: body } = await readYamlFile(file, 'record', 'DATA_UNREADABLE', (found) => found);
  const kept = (await withService(args, context, (admin) =>
    admin.post('/v1/controls/records', { system, kind, body }),
  )) as { readonly id: string; readonly digest: string };
  context.out(flag(args, 'json') ? `${JSON.stringify(kept, null, 2)}\n` : `kept ${kind} ${kept.id}  ${kept.digest}\n`);
  return EXIT.pass;
}
