import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import type { HttpAdmin } from '../../service/http-admin.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const lineageShowCommand: CommandSpec = {
  name: 'lineage show',
  summary: 'from what a version was made and where it served; or what came of a data set',
  usage: ['tribune lineage show DIGEST --data DIR', 'tribune lineage show DATA --server URL'],
  positionals: { name: 'DIGEST', min: 1, max: 1 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: [
    'tribune lineage show sha256:8c5b... --data ./tribune-data',
    'tribune lineage show applicants-2026-11 --data ./tribune-data',
  ],
  notes: [
    'DIGEST is that of a version, the id or the digest of a data set; DATA is a part of the name of one.',
    'Decisions of the times at which a version served are its: tribune decision search --version DIGEST lists them.',
    'Exit code 1 where nothing was told of it.',
  ],
  run,
};

interface Run {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly recordedAt: string;
  readonly by: string;
  readonly versions: readonly string[];
  readonly code: { repository: string | null; commit: string | null; path: string | null } | null;
  readonly data: readonly { id: string; namespace: string; name: string; version: string | null; role: string }[];
}

interface Version {
  readonly version: string;
  readonly registered: readonly { model: string; label: string }[];
  readonly served: readonly { deployment: string; from: string | null; to: string | null }[];
}

interface Data {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly runs: readonly Run[];
  readonly versions: readonly Version[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const asked = args.positionals[0]!;
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const found = await find(service.admin, asked);
    if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
    else if ('version' in found) printVersion(found, context);
    else for (const each of found.data) printData(each, context);
    return ('version' in found ? found.runs : found.data).length > 0 ? EXIT.pass : EXIT.fail;
  } finally {
    await service.close();
  }
}

/** A digest is a version's where runs made it, or it is registered; else data sets are looked for. */
async function find(admin: HttpAdmin, asked: string): Promise<(Version & { runs: readonly Run[] }) | { data: Data[] }> {
  const isDigest = /^sha256:[0-9a-f]{64}$/.test(asked);
  if (isDigest) {
    const version = await whole<Version & Paged>(admin, `/v1/lineage/versions/${asked}`);
    if (version.runs.length > 0 || version.registered.length > 0) return version;
  }
  const data: { id: string }[] = [];
  for (let after = ''; ; ) {
    const page = (await admin.get(`/v1/lineage/data?name=${encodeURIComponent(asked)}${after}`)) as {
      data: { id: string }[];
      next: string | null;
    };
    data.push(...page.data);
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  if (data.length === 0)
    throw new TribuneError('NOT_FOUND', `no training run that was told names ${printable(asked)}`, {
      remedy: 'Tell one: tribune lineage import, or POST /v1/lineage/runs at the end of training.',
    });
  const found: Data[] = [];
  for (const { id } of data) found.push(await whole<Data & Paged>(admin, `/v1/lineage/data/${id}`));
  return { data: found };
}

interface Paged {
  readonly runs: readonly Run[];
  readonly versions?: readonly Version[];
  readonly next: string | null;
}

/** An answer with the runs of all its pages, and each version that came of them once. */
async function whole<Answer extends Paged>(admin: HttpAdmin, path: string): Promise<Answer> {
  const first = (await admin.get(path)) as Answer;
  const runs = [...first.runs];
  const versions = new Map(first.versions?.map((each) => [each.version, each]));
  for (let { next } = first as Paged; next !== null; ) {
    const page = (await admin.get(`${path}?after=${next}`)) as Paged;
    runs.push(...page.runs);
    for (const each of page.versions ?? []) versions.set(each.version, each);
    next = page.next;
  }
  return { ...first, runs, ...(first.versions === undefined ? {} : { versions: [...versions.values()] }), next: null };
}

function printVersion({ runs, ...version }: Version & { runs: readonly Run[] }, context: CliContext): void {
  printServed(version, context);
  if (runs.length === 0) context.out('  nothing was told of how it was made\n');
  for (const run of runs) printRun(run, context);
}

function printServed({ version, registered, served }: Version, context: CliContext): void {
  const names = registered.map(({ model, label }) => printable(`${model} ${label}`));
  context.out(`version ${version}  ${names.length > 0 ? names.join(', ') : 'not registered'}\n`);
  if (served.length === 0) context.out('  served nowhere\n');
  for (const { deployment, from, to } of served)
    context.out(
      `  served    ${printable(deployment)} from ${from ?? 'the first decision'} ${to === null ? 'on' : `to ${to}`}\n`,
    );
}

function printRun({ id, name, source, recordedAt, by, code, data }: Run, context: CliContext): void {
  context.out(`  run       ${printable(name)}  ${id}, told by ${printable(by)} at ${recordedAt} (${source})\n`);
  if (code !== null) {
    const parts = [code.repository, code.commit, code.path].filter((part): part is string => part !== null);
    context.out(`    code       ${printable(parts.join(' ')) || 'not told'}\n`);
  }
  for (const each of data)
    context.out(
      `    ${printable(each.role).padEnd(10)} ${printable([each.namespace, each.name, each.version].filter(Boolean).join(' '))}  ${each.id}\n`,
    );
  if (data.length === 0) context.out('    no data sets were told\n');
}

function printData({ id, name, namespace, runs, versions }: Data, context: CliContext): void {
  context.out(
    `data set ${printable([namespace, name].filter(Boolean).join(' '))}  ${id}: ${counted(runs.length, 'run')}\n`,
  );
  for (const version of versions) printServed(version, context);
}
