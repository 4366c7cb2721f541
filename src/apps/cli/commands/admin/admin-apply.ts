import { parseDocument } from 'yaml';
import { TribuneError } from '../../../../core/base/errors.js';
import type { AppliedChange } from '../../../../domain/administration/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { ADMIN_OPTIONS, type AdminTarget, openAdmin } from '../../service/admin-target.js';

export const adminApplyCommand: CommandSpec = {
  name: 'admin apply',
  summary: 'register systems, models, versions and deployments; save incident plans; switch settings',
  usage: ['tribune admin apply FILE.yaml --data DIR', 'tribune admin apply FILE.yaml --server URL'],
  positionals: { name: 'FILE', min: 1, max: 1 },
  options: { ...ADMIN_OPTIONS, json: { type: 'boolean', help: 'print the changes as JSON' } },
  examples: [
    'tribune admin apply registry.yaml --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune admin apply registry.yaml --server https://tribune.example',
  ],
  notes: [
    'Applying the same file again changes nothing. The file is described in docs/guides/decision-service.md.',
    'Plans under incidentPlans: are saved after the rest, which they may be about (docs/guides/incidents.md); a key needs incidents:write for them.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path] = args.positionals;
  const { document, plans } = withoutPlans(parseYaml(await readTextFile(path!, 'document', 'DATA_NOT_FOUND'), path!));
  const target = await openAdmin(args, context);
  try {
    const isJson = flag(args, 'json');
    const { changes, artifactsNotHeld = [] } = document === null ? { changes: [] } : await target.apply(document);
    if (!isJson) for (const change of changes) context.out(`${line(change)}\n`);
    const saved: AppliedPlan[] = [];
    try {
      for await (const one of savedPlans(target, plans)) {
        saved.push(one);
        if (!isJson && one.isNew) context.out(`incident-plan.saved ${one.plan}, revision ${one.revision}\n`);
      }
    } finally {
      // What was done is told also where a plan is refused after it.
      const incidentPlans = plans === null ? {} : { incidentPlans: saved };
      if (isJson) context.out(`${JSON.stringify({ changes, artifactsNotHeld, ...incidentPlans }, null, 2)}\n`);
    }
    if (changes.length === 0 && !saved.some(({ isNew }) => isNew)) context.err('nothing changed\n');
    for (const digest of artifactsNotHeld)
      context.err(
        `the bytes of ${digest} are not held: tribune artifact put FILE, so that the version can be explained\n`,
      );
  } finally {
    await target.close();
  }
  return EXIT.pass;
}

interface AppliedPlan {
  /** What it is the plan of. */
  readonly plan: string;
  readonly revision: number;
  readonly isNew: boolean;
}

const PLANS = 'incidentPlans';

/** Splits the incident plans off a document; the document is null where it holds nothing else, the plans where it holds none. */
function withoutPlans(read: unknown): { readonly document: unknown; readonly plans: readonly unknown[] | null } {
  if (typeof read !== 'object' || read === null || !(PLANS in read)) return { document: read, plans: null };
  const { [PLANS]: plans, ...document } = read;
  if (!Array.isArray(plans))
    throw new TribuneError('REGISTRY_INVALID', `${PLANS}: expected a list`, {
      remedy: 'Write one plan an item; docs/guides/incidents.md has a whole one.',
    });
  return { document: Object.keys(document).length === 0 ? null : document, plans };
}

/** Saves plans one after the other; an error says which one it is about. Those before it stay saved, and the same again changes nothing. */
async function* savedPlans(target: AdminTarget, plans: readonly unknown[] | null): AsyncGenerator<AppliedPlan> {
  for (const [at, wanted] of (plans ?? []).entries()) {
    const {
      scope,
      plan,
      isNew = false,
    } = await target.savePlan(wanted).catch((cause: unknown) => {
      if (!(cause instanceof TribuneError)) throw cause;
      const { remedy } = cause;
      throw new TribuneError(cause.code, `${PLANS}[${at}]: ${cause.message}`, {
        ...{ cause, ...(remedy === undefined ? {} : { remedy }) },
      });
    });
    yield { plan: `${scope.kind} ${scope.system ?? scope.deployment ?? ''}`, revision: plan.revision, isNew };
  }
}

function parseYaml(source: string, path: string): unknown {
  const document = parseDocument(source, { uniqueKeys: true });
  const [fault] = document.errors;
  if (fault === undefined) return document.toJS({ maxAliasCount: 100 });
  const line = fault.linePos?.[0]?.line;
  throw new TribuneError('REGISTRY_INVALID', `${path}:${line ?? '?'} is not YAML: ${fault.message.split('\n')[0]}`, {
    remedy: 'Mend the line; a mapping with `systems:`, `models:`, `versions:`, `deployments:` is expected.',
  });
}

/** The line of a change; a thing that existed before is printed with the fields that changed. */
function line({ type, id, fields }: AppliedChange): string {
  const told =
    type.endsWith('.changed') && fields !== undefined ? ` (${fields.map(({ name }) => name).join(', ')})` : '';
  return `${type} ${id}${told}`;
}
