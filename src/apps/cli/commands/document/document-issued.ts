import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const documentIssuedCommand: CommandSpec = {
  name: 'document issued',
  summary:
    'documents that left the house, with what changed since; or one of them, made again and held against its digest',
  usage: ['tribune document issued [SUBJECT] --server URL', 'tribune document issued --check ID --server URL'],
  positionals: { name: 'SUBJECT', min: 0, max: 1 },
  options: {
    check: { type: 'string', value: 'ID', help: 'make this one again, and hold it against its digest' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune document issued credit/prod --data ./tribune-data'],
  notes: [
    'Exit code 0: what is listed is current, or the document is the same byte for byte; 1: something changed since, or bytes that are kept are not those that left; 3: a document of now cannot be made. A key needs the scope audit:read.',
  ],
  run,
};

interface Held {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly to: string;
  readonly at: string;
  readonly digest: string;
  readonly current: boolean | null;
  readonly changed: readonly {
    readonly kind: string;
    readonly id: string;
    readonly is: string;
    readonly at: string | null;
  }[];
  readonly because: string | null;
  readonly staleSince: string | null;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const check = text(args, 'check');
  if (check !== undefined) return checkOne(check, args, context);
  const [subject] = args.positionals as [string | undefined];
  const query = subject === undefined ? '' : `?${new URLSearchParams({ subject })}`;
  const answer = (await withService(args, context, (admin) => admin.get(`/v1/documents/issued${query}`))) as {
    readonly documents: readonly Held[];
  };
  if (flag(args, 'json')) context.out(`${JSON.stringify(answer, null, 2)}\n`);
  else if (answer.documents.length === 0) context.out('no document was issued\n');
  else for (const one of answer.documents) print(one, context);
  if (answer.documents.some(({ current }) => current === false)) return EXIT.fail;
  return answer.documents.some(({ current }) => current === null) ? EXIT.inconclusive : EXIT.pass;
}

async function checkOne(id: string, args: ParsedArguments, context: CliContext): Promise<number> {
  const path = `/v1/documents/issued/${encodeURIComponent(id)}/check`;
  const one = (await withService(args, context, (admin) => admin.get(path))) as Held & {
    readonly rebuilt: 'same' | 'inputs-changed' | 'differs';
    readonly keptIsWhole: boolean | null;
  };
  if (flag(args, 'json')) context.out(`${JSON.stringify(one, null, 2)}\n`);
  else {
    print(one, context);
    context.out(`  made again: ${SAID[one.rebuilt]}\n`);
    if (one.keptIsWhole === false) context.out('  the bytes that are kept are not those that left the house\n');
  }
  if (one.keptIsWhole === false || one.current === false) return EXIT.fail;
  return one.rebuilt === 'same' ? EXIT.pass : EXIT.inconclusive;
}

const SAID = {
  same: 'the same, byte for byte',
  'inputs-changed': 'not from the same records: they changed since',
  differs: 'other bytes from the same records, as another version of the product makes them',
} as const;

function print(
  { id, kind, subject, to, at, digest, current, changed, because, staleSince }: Held,
  context: CliContext,
): void {
  const stands =
    current === null
      ? `none can be made now: ${because}`
      : current
        ? 'current'
        : `stale since ${staleSince ?? 'a time that no entry tells'}`;
  context.out(`${id}  ${printable(`${kind} of ${subject}, to ${to}`)}, ${at}\n  ${digest}\n  ${printable(stands)}\n`);
  for (const one of changed)
    context.out(`  ${one.is}: ${printable(`${one.kind} ${one.id}`)}${one.at === null ? '' : `, ${one.at}`}\n`);
}
