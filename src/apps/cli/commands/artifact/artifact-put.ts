import { TribuneError } from '../../../../core/base/errors.js';
import { didYouMean } from '../../../../core/base/suggest.js';
import { ARTIFACT_CLASSES } from '../../../../domain/artifacts/ports.js';
import type { ModelVersion } from '../../../../domain/registry/index.js';
import { digestOfBytes, readModelBytes } from '../../explain/model-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { type Connection, openConnection } from '../../service/connection.js';
import { artifactPath, namesOf, registered } from '../../service/held-models.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

/** Most files of one command. */
const MAX_FILES = 100;

export const artifactPutCommand: CommandSpec = {
  name: 'artifact put',
  summary:
    'store the bytes of model files and of what explains their decisions, under the digests that the registry names',
  usage: ['tribune artifact put FILE... --data DIR', 'tribune artifact put FILE... --server URL'],
  positionals: { name: 'FILE', min: 1, max: MAX_FILES },
  options: {
    class: {
      type: 'string',
      value: 'CLASS',
      help: `what the files are: ${ARTIFACT_CLASSES.join(', ')}`,
    },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune artifact put approved.csv --class background --data ./tribune-data',
    'tribune artifact put model.json --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune artifact put model.json --server https://tribune.example',
  ],
  notes: [
    'A background holds persons: only auditors and keys with decisions:read fetch it, each time is entered, and it can be erased.',
    'The same bytes again change nothing. A key needs the scope registry:write; registry:read too, to be told which version it is.',
    'A file packed with gzip is stored unpacked, under the digest that `tribune model inspect` prints.',
  ],
  run,
};

interface Put {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly outcome: 'stored' | 'replaced' | 'held';
  /** What to know of people to compare with; a service from before it was looked at tells nothing. */
  readonly warnings: readonly string[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const service = await openConnection(args, context, { configured: true });
  try {
    const done: Put[] = [];
    const query = classQuery(text(args, 'class'));
    for (const path of args.positionals) done.push(await putFile(path, { query, service }));
    if (flag(args, 'json')) context.out(`${JSON.stringify({ artifacts: done }, null, 2)}\n`);
    else await tell(done, service, context);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

function classQuery(asked: string | undefined): string {
  if (asked === undefined) return '';
  const known: readonly string[] = ARTIFACT_CLASSES;
  if (known.includes(asked)) return `?class=${asked}`;
  throw new TribuneError('USAGE', `--class ${printable(asked)} is none`, { remedy: didYouMean(asked, known) });
}

async function putFile(
  path: string,
  { query, service: { bytes } }: { readonly query: string; readonly service: Connection },
): Promise<Put> {
  const content = await readModelBytes(path);
  const digest = digestOfBytes(content);
  const { value } = await bytes.put(`${artifactPath(digest)}${query}`, {
    size: content.length,
    pieces: inPieces(content),
  });
  const { outcome, warnings = [] } = value as Pick<Put, 'outcome'> & Partial<Pick<Put, 'warnings'>>;
  return { path, digest, size: content.length, outcome, warnings };
}

const PIECE_BYTES = 256 * 1024;

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

const TOLD = { stored: 'stored', held: 'held already', replaced: 'stored again: it was missing or changed' } as const;

async function tell(done: readonly Put[], service: Connection, context: CliContext): Promise<void> {
  const versions = await registered(service).then(
    (snapshot) => snapshot.versions,
    (cause: unknown) => {
      // A key that only writes is enough to put.
      if (cause instanceof TribuneError && cause.code === 'FORBIDDEN') return null;
      throw cause;
    },
  );
  for (const { path, digest, size, outcome, warnings } of done) {
    context.out(`${digest}  ${size.toLocaleString('en')} bytes  ${printable(path)}: ${TOLD[outcome]}\n`);
    for (const warning of warnings) context.err(`  warning: ${printable(warning)}\n`);
    if (versions === null) continue;
    const names = namesOf(digest, versions);
    const uses = usesOf(digest, versions);
    if (names.length > 0) context.out(`  the bytes of ${printable(names.join(', '))}\n`);
    for (const use of uses) context.out(`  ${printable(use)}\n`);
    if (names.length + uses.length === 0)
      context.err('  no version of this digest is registered yet: tribune admin apply\n');
  }
}

/** With what the decisions of which versions are explained by a file. */
const usesOf = (digest: string, versions: readonly ModelVersion[]): string[] =>
  EXPLAINING.flatMap(([part, what]) => {
    const of = versions
      .filter(({ explain }) => explain?.[part] === digest)
      .map(({ model, label }) => `${model}@${label}`);
    return of.length === 0 ? [] : [`${what} of ${of.join(', ')}`];
  });

const EXPLAINING = [
  ['background', 'the people to compare with'],
  ['reasons', 'the reasons'],
  ['constraints', 'the possible changes'],
] as const;
