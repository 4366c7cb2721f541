import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';

export const documentKindsCommand: CommandSpec = {
  name: 'document kinds',
  summary: 'list the kinds of documents, their formats, and the fields that people answer',
  usage: ['tribune document kinds [--json]'],
  positionals: { name: '', min: 0, max: 0 },
  options: { json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune document kinds'],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const { DOCUMENT_KINDS, formatsOf, STATEMENT_FIELDS } = await import('../../../../domain/record-documents/index.js');
  const kinds = DOCUMENT_KINDS.map((kind) => ({
    ...{ id: kind.id, title: kind.title, summary: kind.summary },
    formats: formatsOf(kind),
  }));
  if (flag(args, 'json')) context.out(`${JSON.stringify({ kinds, fields: STATEMENT_FIELDS }, null, 2)}\n`);
  else {
    for (const { id, summary, formats } of kinds)
      context.out(`${id.padEnd(18)} ${summary}\n${' '.repeat(19)}${formats.join(', ')}\n`);
    context.out('\nfields that people answer\n');
    for (const { id, about, who, asks } of STATEMENT_FIELDS)
      context.out(`${id.padEnd(30)} ${about}, ${who}: ${asks}\n`);
  }
  return EXIT.pass;
}
