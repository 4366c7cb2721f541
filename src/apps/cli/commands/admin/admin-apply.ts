import type { AppliedChange } from '../../../../domain/administration/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { readYaml } from '../../frame/yaml.js';
import { ADMIN_OPTIONS, openAdmin } from '../../service/admin-target.js';
import { checkOffers, offersText } from '../../service/offers.js';
import { withService } from '../../service/with-service.js';

export const adminApplyCommand: CommandSpec = {
  name: 'admin apply',
  summary: 'register systems, models, versions and deployments; save incident plans; switch settings',
  usage: ['tribune admin apply FILE.yaml --data DIR', 'tribune admin apply FILE.yaml --server URL'],
  positionals: { name: 'FILE', min: 1, max: 1 },
  options: {
    ...ADMIN_OPTIONS,
    offers: {
      type: 'boolean',
      help: 'apply nothing where a version that is to serve breaks changes that were offered to people; exit 1 then',
    },
    json: { type: 'boolean', help: 'print the changes as JSON' },
  },
  examples: [
    'tribune admin apply registry.yaml --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune admin apply registry.yaml --server https://tribune.example',
  ],
  notes: [
    'Applying the same file again changes nothing. The file is described in docs/guides/decision-service.md.',
    '--offers needs a key with decisions:read as well: it reads what was offered (docs/guides/explain-decisions.md).',
    'The file is applied whole or not at all, also with plans under incidentPlans:, which may be about the systems beside them (docs/guides/incidents.md).',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path] = args.positionals;
  const document = parseYaml(await readTextFile(path!, 'document', 'DATA_NOT_FOUND'), path!);
  if (flag(args, 'offers') && !(await keepsOffers(args, context, document))) return EXIT.fail;
  const target = await openAdmin(args, context);
  try {
    const { changes, artifactsNotHeld = [] } = await target.apply(document);
    if (flag(args, 'json')) context.out(`${JSON.stringify({ changes, artifactsNotHeld }, null, 2)}\n`);
    else for (const change of changes) context.out(`${line(change)}\n`);
    if (changes.length === 0) context.err('nothing changed\n');
    for (const digest of artifactsNotHeld)
      context.err(
        `the bytes of ${digest} are not held: tribune artifact put FILE, so that the version can be explained\n`,
      );
  } finally {
    await target.close();
  }
  return EXIT.pass;
}

/** Whether every version that the document has a deployment serve keeps what was offered; says of each what it breaks. */
async function keepsOffers(args: ParsedArguments, context: CliContext, document: unknown): Promise<boolean> {
  const { deployments } = (document ?? {}) as { readonly deployments?: unknown };
  const wanted = (Array.isArray(deployments) ? deployments : []).flatMap((one) => {
    const { id, version, cutoff } = (one ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string' || typeof version !== 'string') return [];
    return [{ deployment: id, version, ...(typeof cutoff === 'number' ? { cutoff } : {}) }];
  });
  return withService(args, context, async (admin) => {
    let isKept = true;
    for (const one of wanted) {
      const found = await checkOffers(admin, one);
      if (found === 'new') continue;
      context.err(offersText(one, found));
      if (found.broken + found.notRun > 0) isKept = false;
    }
    if (!isKept) context.err('nothing was applied\n');
    return isKept;
  });
}

const parseYaml = (source: string, path: string): unknown =>
  readYaml(source, path, {
    code: 'REGISTRY_INVALID',
    remedy: 'Mend the line; a mapping with `systems:`, `models:`, `versions:`, `deployments:` is expected.',
  });

/** The line of a change; a thing that existed before is printed with the fields that changed, a plan with its revision. */
function line({ type, id, fields, revision }: AppliedChange): string {
  const told =
    type.endsWith('.changed') && fields !== undefined ? ` (${fields.map(({ name }) => name).join(', ')})` : '';
  return `${type} ${id}${told}${revision === undefined ? '' : `, revision ${revision}`}`;
}
