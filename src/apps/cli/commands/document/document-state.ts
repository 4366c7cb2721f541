import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const documentStateCommand: CommandSpec = {
  name: 'document state',
  summary: 'say something for a field of documents that no record answers',
  usage: [
    'tribune document state SUBJECT --field FIELD --text TEXT --data DIR',
    'tribune document state SUBJECT --field FIELD --file FILE --server URL',
  ],
  positionals: { name: 'SUBJECT', min: 1, max: 1 },
  options: {
    field: { type: 'string', value: 'FIELD', help: 'the field, as a document names it where it is missing' },
    text: { type: 'string', value: 'TEXT', help: 'what is said' },
    file: { type: 'string', value: 'FILE', help: 'a file that says it, in place of --text' },
    ...SERVICE_OPTIONS,
  },
  examples: [
    'tribune document state credit@2.1 --field intended-use --text "Small loans to adults." --data ./tribune-data',
  ],
  notes: [
    'It stands in documents under the name of whoever says it, and leaves an entry. The newest statement of a field counts.',
    'A key needs the scope registry:write.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [subject] = args.positionals as [string];
  const field = text(args, 'field');
  const file = text(args, 'file');
  const given = text(args, 'text');
  if (field === undefined || (given === undefined) === (file === undefined))
    throw new TribuneError('USAGE', 'document state needs --field FIELD, and either --text TEXT or --file FILE', {
      remedy: 'tribune document kinds lists the fields.',
    });
  const said = given ?? (await readTextFile(file!, 'statement', 'USAGE'));
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const { about, id, digest } = (await service.admin.post('/v1/documents/statements', {
      subject,
      field,
      text: said,
    })) as Record<'about' | 'id' | 'digest', string>;
    context.out(`${printable(`${field} of ${about} ${id}: ${digest}`)}\n`);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}
