import { basename, dirname } from 'node:path';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { pathOf, usage } from './one-incident.js';

const FORMS: Readonly<Record<string, string>> = { html: 'html', htm: 'html', md: 'md', json: 'json' };

export const incidentReportCommand: CommandSpec = {
  name: 'incident report',
  summary: 'write the report of an incident as HTML, Markdown or JSON',
  usage: [
    'tribune incident report ID --out FILE.html --server URL',
    'tribune incident report ID --template eu-ai-act-73 --out FILE.html --server URL',
  ],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: {
    out: { type: 'string', value: 'FILE', help: 'where to write it: .html, .md or .json' },
    template: {
      type: 'string',
      value: 'TEMPLATE',
      help: 'what an authority asks for, such as eu-ai-act-73, in place of everything that is known',
    },
    ...SERVICE_OPTIONS,
  },
  examples: [
    'tribune incident report 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --out incident.html --server https://tribune.example',
    'tribune incident report 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --template eu-ai-act-73 --out report.md --server https://tribune.example',
  ],
  notes: [
    'A key needs the scope incidents:read.',
    'A report by a template is written whatever is missing, and says what that is: tribune incident missing.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const out = text(args, 'out');
  const form = out === undefined ? undefined : FORMS[out.split('.').at(-1)!.toLowerCase()];
  if (out === undefined || form === undefined)
    throw usage('incident report needs --out FILE that ends with .html, .md or .json', 'Name the file to write.');
  const template = text(args, 'template');
  const of = template === undefined ? '' : `&template=${encodeURIComponent(template)}`;
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of await service.bytes.get(`${pathOf(id)}/report?form=${form}${of}`)) pieces.push(piece);
    await writeFiles(dirname(out), { [basename(out)]: Buffer.concat(pieces).toString('utf8') });
    context.out(`${printable(out)}\n`);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}
