import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { type Connection, openConnection } from '../../service/connection.js';
import { everyPage, type Page } from '../../service/every-page.js';
import { namesOf, registered } from '../../service/held-models.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const artifactListCommand: CommandSpec = {
  name: 'artifact list',
  summary: 'the artifacts that are held, and versions whose bytes are not',
  usage: ['tribune artifact list --data DIR', 'tribune artifact list --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune artifact list --data ./tribune-data'],
  run,
};

interface Listed {
  readonly digest: string;
  readonly size: number;
  readonly storedAt: string;
  readonly by: string;
  readonly class: string;
  readonly erasedAt: string | null;
}

interface ListPage extends Page {
  readonly artifacts: readonly Listed[];
  readonly changed?: readonly string[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const service = await openConnection(args, context, { configured: true });
  try {
    const [{ artifacts, changed }, { versions }] = [await all(service), await registered(service)];
    const held = new Set(artifacts.flatMap(({ digest, erasedAt }) => (erasedAt === null ? [digest] : [])));
    const named = artifacts.map((one) => ({ ...one, versions: namesOf(one.digest, versions) }));
    // Of what was changed in the database nobody knows whether it is held.
    const missing = versions.filter(({ digest }) => !held.has(digest) && !changed.includes(digest));
    if (flag(args, 'json')) {
      context.out(`${JSON.stringify({ artifacts: named, notHeld: missing, changed }, null, 2)}\n`);
      return changed.length === 0 ? EXIT.pass : EXIT.inconclusive;
    }
    for (const { digest, size, storedAt, by, class: kind, erasedAt, versions: names } of named) {
      const what = kind === 'model' ? 'no version' : kind;
      const of = erasedAt !== null ? `${kind}, erased ${erasedAt}` : names.length === 0 ? what : names.join(', ');
      context.out(printable(`${digest}  ${size.toLocaleString('en')} bytes  ${storedAt}  ${by}  ${of}`));
      context.out('\n');
    }
    for (const { digest, model, label } of missing)
      context.out(`${printable(`${digest}  not held  ${model}@${label}`)}\n`);
    for (const digest of changed)
      context.out(`${printable(`${digest}  its row was changed in the database: find out who wrote to it`)}\n`);
    if (changed.length > 0) return EXIT.inconclusive;
    if (named.length + missing.length === 0) context.err('nothing is held, and no version is registered\n');
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

/** Every page of the list. */
async function all({
  admin,
}: Connection): Promise<{ readonly artifacts: readonly Listed[]; readonly changed: readonly string[] }> {
  const pages = await everyPage(
    (next) =>
      admin.get(`/v1/artifacts${next === null ? '' : `?after=${encodeURIComponent(next)}`}`) as Promise<ListPage>,
  );
  // A service of an earlier version fails on such a row and names none.
  return {
    artifacts: pages.flatMap(({ artifacts }) => artifacts),
    changed: pages.flatMap(({ changed = [] }) => changed),
  };
}
