import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, list, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { pathOf, revisionOf, tell, usage } from './one-incident.js';
import type { PrintedIncident } from './printed.js';

const KINDS = ['audit', 'alert', 'stop', 'document'] as const;

export const incidentCloseCommand: CommandSpec = {
  name: 'incident close',
  summary: 'close an incident on evidence that is named',
  usage: ['tribune incident close ID --text TEXT --evidence KIND:ID --answered-by NAME --server URL'],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: {
    text: { type: 'string', value: 'TEXT', help: 'why it is over' },
    evidence: {
      type: 'string',
      value: 'KIND:ID',
      multiple: true,
      help: `what shows that it is over; KIND is ${KINDS.join(', ')}`,
    },
    'answered-by': { type: 'string', value: 'NAME', help: 'the person who answers for it: a key is none' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune incident close 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --text "version 8 decides, and its audit passed" --evidence audit:0193f7c2-6a55-7d1e-9f10-3c2b1a000002 --answered-by "Ann Lee" --server https://tribune.example',
  ],
  notes: [
    'It needs a cause, every action done, every report filed or waived, and a post-mortem unless it is minor or a false alarm: tribune incident show says what is missing.',
    'A key needs the scope incidents:write.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const [said, answeredBy] = [text(args, 'text'), text(args, 'answered-by')];
  const evidence = list(args, 'evidence').map(evidenceFrom);
  if (said === undefined || answeredBy === undefined || evidence.length === 0)
    throw usage(
      'closing needs --text TEXT, --evidence KIND:ID and --answered-by NAME',
      'Say why it is over, what shows it, and who answers for it.',
    );
  const closed = await withService(args, context, async (admin) =>
    admin.post(`${pathOf(id)}/close`, { revision: await revisionOf(admin, id), text: said, evidence, answeredBy }),
  );
  tell(closed as PrintedIncident, args, context);
  return EXIT.pass;
}

function evidenceFrom(written: string): { readonly kind: string; readonly id: string } {
  const at = written.indexOf(':');
  const kind = written.slice(0, Math.max(at, 0));
  if ((KINDS as readonly string[]).includes(kind) && at < written.length - 1)
    return { kind, id: written.slice(at + 1) };
  throw usage(
    `--evidence ${written.slice(0, 60)} is no KIND:ID`,
    `Kinds are ${KINDS.join(', ')}; write document:NAME for what lies elsewhere.`,
  );
}
