import { TribuneError } from '../../../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../../../core/base/strict-json.js';
import type { RecordDocument } from '../../../../domain/record-documents/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

export const documentCompareCommand: CommandSpec = {
  name: 'document compare',
  summary: 'say what differs between two versions of a document, and which records turned',
  usage: ['tribune document compare OLD.json NEW.json [--json]'],
  positionals: { name: 'OLD NEW', min: 2, max: 2 },
  options: { json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune document compare card-2026-11.json card.json'],
  notes: [
    'Both are documents as JSON. Exit code 0 where they say the same from the same records, 1 where they differ.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const { compareDocuments, isSame } = await import('../../../../domain/record-documents/index.js');
  const [before, after] = await Promise.all(args.positionals.map(documentFile));
  if (before!.kind !== after!.kind)
    throw new TribuneError('USAGE', `the one is a ${before!.kind} and the other a ${after!.kind}`, {
      remedy: 'Give two versions of one kind.',
    });
  const found = compareDocuments(before!, after!);
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else {
    const line = (sign: string, what: string): void => context.out(`${sign} ${printable(what)}\n`);
    const said = (value: readonly string[] | null): string => value?.join(' ') ?? 'nothing';
    for (const one of found.fields) line('~', `${one.section}/${one.field}: ${said(one.before)} -> ${said(one.after)}`);
    for (const { section, caption } of found.tables) line('~', `${section}: figures of "${caption}"`);
    for (const { kind, id, because } of found.newlyStale) line('!', `${kind} ${id} is out of date: ${because}`);
    for (const { kind, id, because } of found.noLongerStale)
      line('-', `${kind} ${id} is no longer out of date (${because})`);
    for (const { kind, id } of found.changedRecords) line('!', `${kind} ${id} has another content now`);
    for (const { kind, id } of found.newRecords) line('+', `${kind} ${id}`);
    for (const { kind, id } of found.goneRecords) line('-', `${kind} ${id}`);
  }
  return isSame(found) ? EXIT.pass : EXIT.fail;
}

const isText = (value: unknown): value is string => typeof value === 'string';

type Found = Readonly<Record<string, unknown>>;

const listOf = (value: unknown, isOne: (one: Found) => boolean): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && isOne(one as Found));

const isField = ({ id, value }: Found): boolean =>
  isText(id) && (value === null || (Array.isArray(value) && value.every(isText)));

async function documentFile(path: string): Promise<RecordDocument> {
  const content = await readTextFile(path, 'document', 'DATA_NOT_FOUND');
  const refuse = (why: string, cause?: unknown): TribuneError =>
    new TribuneError('RESULT_INVALID', `${path} is no document as JSON${why}`, {
      remedy: 'Give what tribune document --format json wrote.',
      cause,
    });
  let value: Partial<RecordDocument> | null;
  try {
    value = parseStrict(content) as Partial<RecordDocument> | null;
  } catch (cause) {
    throw refuse(`: it ${jsonFault(cause)}`, cause);
  }
  const isWhole =
    value?.schemaVersion === '1' &&
    typeof value.kind === 'string' &&
    Array.isArray(value.records) &&
    Array.isArray(value.sections) &&
    value.records.every((one) => isText(one?.kind) && isText(one.id)) &&
    listOf(
      value.stale,
      ({ record, because }) =>
        isText(because) && Number.isInteger(record) && value?.records?.[record as number] !== undefined,
    ) &&
    value.sections.every(
      (one) => isText(one?.id) && listOf(one.fields, isField) && listOf(one.tables, ({ caption }) => isText(caption)),
    );
  if (!isWhole) throw refuse('');
  return value as RecordDocument;
}
