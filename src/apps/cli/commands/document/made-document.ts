import { basename } from 'node:path';
import { parse } from 'yaml';
import { TribuneError } from '../../../../core/base/errors.js';
import { VERSION } from '../../../../core/base/version.js';
import type { WantedDocument } from '../../../../domain/record-documents/index.js';
import {
  demandOptions,
  digestOfRecord,
  documentOf,
  formOf,
  kindNamed,
  LONGEST_STATEMENT,
  noRecords,
  type RecordDocument,
  type SystemRecords,
  statementField,
} from '../../../../domain/record-documents/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { flag, type ParsedArguments } from '../../frame/spec.js';
import { type Connection, openConnection } from '../../service/connection.js';
import { readAuditFile } from './audit-file.js';

/** A document, and what it was printed as. */
export interface MadeDocument {
  readonly document: RecordDocument;
  readonly printed: string;
}

/** Asks a service for a document as data, for what is missing in it, and once more as it is wanted: every reading of records is noted. */
export async function fromService(
  wanted: WantedDocument,
  args: ParsedArguments,
  context: CliContext,
): Promise<MadeDocument> {
  const kind = kindNamed(wanted.kind);
  formOf(kind, wanted.format);
  demandOptions(kind, wanted.options);
  const service = await openConnection(args, context, { configured: true, existing: true });
  const path = (format: string): string => pathOf({ ...wanted, format }, kind.about === 'decision');
  try {
    const document = (await service.admin.get(path('json'))) as RecordDocument | Pending;
    if ('status' in document) throw notYet(wanted.subject);
    if (wanted.format === 'json' || flag(args, 'check'))
      return { document, printed: `${JSON.stringify(document, null, 2)}\n` };
    const printed = await bytesOf(service, path(wanted.format));
    return { document, printed: Buffer.from(printed).toString('utf8') };
  } finally {
    await service.close();
  }
}

/** Asks a service for a bundle of evidence on something registered, or on a decision by its id. */
export async function bundleFromService(
  { subject, view }: Pick<WantedDocument, 'subject' | 'view'>,
  args: ParsedArguments,
  context: CliContext,
): Promise<Uint8Array> {
  const service = await openConnection(args, context, { configured: true, existing: true });
  const path = UUID.test(subject)
    ? `/v1/decisions/${subject}/documents/evidence-bundle?view=${view}`
    : `/v1/documents/evidence-bundle?${new URLSearchParams({ subject, view })}`;
  try {
    const zip = await bytesOf(service, path);
    // A ZIP begins with PK; while an explanation is being made, the answer says so as JSON.
    if (zip[0] !== 0x50) throw notYet(subject);
    return zip;
  } finally {
    await service.close();
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Pending {
  readonly status: 'pending';
}

const notYet = (subject: string): TribuneError =>
  new TribuneError('SERVICE_BUSY', `what is told of ${subject} is being made`, {
    remedy: 'Ask again in a few seconds.',
  });

function pathOf({ kind, subject, view, format, options }: WantedDocument, isOfDecision: boolean): string {
  const query = new URLSearchParams({ view, format });
  if (isOfDecision) return `/v1/decisions/${encodeURIComponent(subject)}/documents/${kind}?${query}`;
  query.set('subject', subject);
  for (const [name, value] of Object.entries(options)) if (value != null) query.set(name, value);
  return `/v1/documents/${kind}?${query}`;
}

async function bytesOf({ bytes }: Connection, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await bytes.get(path)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Makes a document of audits that lie in files, and of what people say in another. */
export async function fromFiles(
  { kind: name, subject, view, format, options }: WantedDocument,
  files: { readonly audits: readonly string[]; readonly statements: string | undefined },
): Promise<MadeDocument> {
  const kind = kindNamed(name);
  const form = formOf(kind, format);
  if (kind.about === 'period')
    throw new TribuneError('INVALID_ARGUMENT', `a ${name} is made of the records of a service, not of files`, {
      remedy: 'Give --data DIR or --server URL in place of --audit.',
    });
  const records: SystemRecords = {
    ...noRecords(subject),
    audits: await Promise.all(files.audits.map(auditFile)),
    statements: files.statements === undefined ? new Map() : await statementFile(files.statements),
  };
  const document = documentOf(kind, records, { view, options, version: VERSION });
  return { document, printed: form.print(document, records) };
}

async function auditFile(path: string): Promise<SystemRecords['audits'][number]> {
  const value = await readAuditFile(path);
  return {
    value,
    deployment: null,
    sight: null,
    staleBecause: null,
    ref: { kind: 'audit file', id: basename(path), digest: digestOfRecord(value), index: null },
  };
}

async function statementFile(path: string): Promise<SystemRecords['statements']> {
  const refuse = (why: string): TribuneError =>
    new TribuneError('INVALID', `${path} ${why}`, {
      remedy: 'Write one line for each field, such as `intended-use: what for`.',
    });
  let content: unknown;
  try {
    content = parse(await readTextFile(path, 'statements', 'DATA_NOT_FOUND'), { maxAliasCount: 0 }) as unknown;
  } catch (cause) {
    throw cause instanceof TribuneError ? cause : refuse(`is no YAML (${(cause as Error).message})`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw refuse('is no mapping of fields');
  return new Map(
    Object.entries(content).map(([field, text]) => {
      const { about } = statementField(field);
      if (typeof text !== 'string' || text.length > LONGEST_STATEMENT)
        throw refuse(`has something other than a text of at most ${LONGEST_STATEMENT} characters for ${field}`);
      const value = { about, id: path, field, text, by: path, saidAtMs: 0 };
      return [
        field,
        { value, ref: { kind: 'statement file', id: `${path} ${field}`, digest: digestOfRecord(text), index: null } },
      ];
    }),
  );
}
