import { basename, dirname } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import type {
  DocumentOptions,
  DocumentView,
  RecordDocument,
  WantedDocument,
} from '../../../../domain/record-documents/index.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import type { MadeDocument } from './made-document.js';

export const documentCommand: CommandSpec = {
  name: 'document',
  summary: 'write a document as a view of records: model card, LL144 summary, Annex IV and others',
  usage: [
    'tribune document KIND SUBJECT --out FILE [--format F] [--view public|internal] --data DIR',
    'tribune document evidence-bundle SUBJECT --out FILE.zip --data DIR',
    'tribune document ll144 NAME --audit audit.json [--statements FILE] --out FILE',
  ],
  positionals: { name: 'KIND SUBJECT', min: 2, max: 2 },
  options: {
    out: { type: 'string', value: 'FILE', help: 'where to write it; standard output without it' },
    format: {
      type: 'string',
      value: 'FORMAT',
      help: 'html, md, json, csv, and formats of the kind; default by the end of FILE, else md',
    },
    view: {
      type: 'string',
      choices: ['public', 'internal'],
      help: 'default public, which leaves out what is not for outsiders',
    },
    audit: { type: 'string', value: 'FILE', multiple: true, help: 'make it of an audit.json in place of a service' },
    statements: { type: 'string', value: 'FILE', help: 'with --audit: what people say, a YAML file of FIELD: TEXT' },
    sex: { type: 'string', value: 'NAME', help: 'of ll144: the attribute that is sex' },
    race: { type: 'string', value: 'NAME', help: 'of ll144: the attribute that is race and ethnicity' },
    since: {
      type: 'string',
      value: 'DAY',
      help: 'of transparency-report: first day of its first month, as 2026-10-01',
    },
    until: { type: 'string', value: 'DAY', help: 'of transparency-report: first day after its last month' },
    check: { type: 'boolean', help: 'write nothing: only say what is missing' },
    ...SERVICE_OPTIONS,
  },
  examples: [
    'tribune document model-card credit@2.1 --out card.html --data ./tribune-data',
    'tribune document model-card credit@2.1 --format cyclonedx --out card.cdx.json --data ./tribune-data',
    'tribune document ll144 hiring --audit audit/audit.json --out ll144.html',
    'tribune document transparency-report credit --since 2026-10-01 --until 2026-12-01 --out report.html --data ./tribune-data',
  ],
  notes: [
    'SUBJECT is a deployment (credit/prod), a version (credit@2.1 or its digest), a system or a model; of a datasheet a data set; of adverse-action the id of a decision.',
    'tribune document kinds lists kinds, formats and fields. A key needs the scope audit:read, and for a decision decisions:read.',
    'An evidence bundle of a version holds its documents and audits, that of a decision its documents and receipt, each with a page that checks them offline: tribune document verify.',
    'A document that lacks a field it needs is written all the same, marked incomplete, and each missing field is named: exit code 3.',
  ],
  run,
};

const FORMS: Readonly<Record<string, string>> = { html: 'html', htm: 'html', md: 'md', json: 'json', csv: 'csv' };

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [kind, subject] = args.positionals as [string, string];
  const out = text(args, 'out');
  const view = (text(args, 'view') ?? 'public') as DocumentView;
  if (kind === BUNDLE) return writeBundle({ subject, view }, args, context);
  if (kind === INCIDENT)
    throw new TribuneError('USAGE', 'the report of an incident has a command of its own', {
      remedy: `tribune incident report ${printable(subject)} --out FILE.html, or with --template for what an authority asks.`,
    });
  const given = (name: string): string | null => text(args, name) ?? null;
  const options: DocumentOptions = {
    ...{ sex: given('sex'), race: given('race') },
    ...{ since: given('since'), until: given('until') },
  };
  const wanted = { kind, subject, view, options, format: formatOf(args, out) };
  const { document, printed } = await make(wanted, args, context);
  if (!flag(args, 'check')) {
    if (out === undefined) context.out(printed.endsWith('\n') ? printed : `${printed}\n`);
    else {
      await writeFiles(dirname(out), { [basename(out)]: printed });
      context.out(`${printable(out)}\n`);
    }
  }
  return tellMissing(document, args, context);
}

/** The report of an incident is made from its timeline, and not from these records. */
const INCIDENT = 'incident-report';
/** The kind that is no document but all of them together. */
const BUNDLE = 'evidence-bundle';

async function writeBundle(
  wanted: Pick<WantedDocument, 'subject' | 'view'>,
  args: ParsedArguments,
  context: CliContext,
): Promise<number> {
  const out = text(args, 'out');
  const extra = ['format', 'audit', 'statements', 'sex', 'race', 'since', 'until', 'check'].filter(
    (name) => args.options[name] !== undefined,
  );
  if (out === undefined || extra.length > 0)
    throw new TribuneError(
      'USAGE',
      `a bundle is written with --out FILE.zip${extra.length > 0 ? `, and without --${extra[0]}` : ''}`,
      {
        remedy: 'tribune document evidence-bundle SUBJECT --out evidence.zip',
      },
    );
  const { bundleFromService } = await import('./made-document.js');
  await writeFiles(dirname(out), { [basename(out)]: await bundleFromService(wanted, args, context) });
  context.out(`${printable(out)}\n`);
  return EXIT.pass;
}

async function make(wanted: WantedDocument, args: ParsedArguments, context: CliContext): Promise<MadeDocument> {
  const { fromFiles, fromService } = await import('./made-document.js');
  const audits = list(args, 'audit');
  const statements = text(args, 'statements');
  const hasService = text(args, 'server') !== undefined || text(args, 'data') !== undefined;
  if (audits.length > 0 && hasService)
    throw new TribuneError('USAGE', 'a document is made of --audit FILE or of a service, not of both', {
      remedy: 'Leave out --audit, or --data and --server.',
    });
  if (audits.length > 0) return fromFiles(wanted, { audits, statements });
  if (statements !== undefined)
    throw new TribuneError('USAGE', '--statements goes with --audit FILE', {
      remedy: 'Where a service is asked, say it there: tribune document state.',
    });
  return fromService(wanted, args, context);
}

function formatOf(args: ParsedArguments, out: string | undefined): string {
  const given = text(args, 'format');
  if (given !== undefined) return given;
  if (out === undefined) return 'md';
  const found = FORMS[out.split('.').at(-1)!.toLowerCase()];
  if (found !== undefined) return found;
  throw new TribuneError('USAGE', `the end of ${out} names no format`, {
    remedy: 'Give --format, or a name that ends with .html, .md, .json or .csv.',
  });
}

/** Names every missing field and every record that is out of date on standard error. */
function tellMissing({ missing, stale, records }: RecordDocument, args: ParsedArguments, context: CliContext): number {
  for (const { record, because } of stale)
    context.err(`out of date: ${printable(`${records[record]!.kind} ${records[record]!.id}: ${because}`)}\n`);
  for (const { label, field, who, how } of missing)
    context.err(`missing: ${printable(`${label} (${field}); ${who}: ${how}`)}\n`);
  if (missing.length > 0) return EXIT.inconclusive;
  if (flag(args, 'check')) context.out('complete\n');
  return EXIT.pass;
}
