import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { readYaml } from '../../frame/yaml.js';
import type { HttpAdmin } from '../../service/http-admin.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';
import { usage } from './one-incident.js';

export const incidentPlanCommand: CommandSpec = {
  name: 'incident plan',
  summary: 'save incident plans, or say how ready each system is; exit 1 where one is not',
  usage: [
    'tribune incident plan FILE.yaml --data DIR',
    'tribune incident plan --system SYSTEM --server URL',
    'tribune incident plan --server URL',
  ],
  positionals: { name: 'FILE', min: 0, max: 1 },
  options: {
    system: { type: 'string', value: 'SYSTEM', help: 'the plan of this system' },
    deployment: { type: 'string', value: 'ID', help: 'the plan of this deployment' },
    revision: { type: 'string', value: 'N', help: 'an earlier revision of it' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune incident plan incident-plan.yaml --data ./tribune-data',
    'tribune incident plan --system lending --server https://tribune.example',
  ],
  notes: [
    'The file holds one plan, or a list of them under `plans:`; docs/guides/incidents.md describes it. Saving the same again changes nothing.',
    'A key needs the scope incidents:read, and incidents:write to save.',
  ],
  run,
};

interface Readiness {
  readonly status: string;
  readonly gaps: readonly { readonly what: string; readonly why: string }[];
  readonly staleAt: string | null;
}

interface Line {
  readonly scope: { readonly kind: string; readonly system?: string; readonly deployment?: string };
  readonly readiness: Readiness;
  readonly revision?: number | null;
  readonly plan?: { readonly revision: number };
  readonly isNew?: boolean;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [file] = args.positionals;
  const [system, deployment] = [text(args, 'system'), text(args, 'deployment')];
  if ([file, system, deployment].filter((one) => one !== undefined).length > 1)
    throw usage('a file is saved, or one plan is shown', 'Give FILE, --system SYSTEM or --deployment ID.');
  if (text(args, 'revision') !== undefined && system === undefined && deployment === undefined)
    throw usage('--revision is that of one plan', 'Give --system SYSTEM or --deployment ID with it.');
  const plans = file === undefined ? null : plansFrom(await readTextFile(file, 'plan', 'DATA_NOT_FOUND'), file);
  const lines = await withService(args, context, async (admin) => {
    if (plans !== null) return saved(admin, plans);
    if (system === undefined && deployment === undefined)
      return ((await admin.get('/v1/incident-plans')) as { readonly plans: readonly Line[] }).plans;
    const revision = text(args, 'revision');
    const query = new URLSearchParams({
      ...(system === undefined ? { deployment: deployment! } : { system }),
      ...(revision === undefined ? {} : { revision }),
    });
    return [(await admin.get(`/v1/incident-plan?${query}`)) as Line];
  });
  if (flag(args, 'json')) context.out(`${JSON.stringify(lines, null, 2)}\n`);
  else for (const line of lines.flatMap(textOf)) context.out(`${printable(line)}\n`);
  return lines.every(({ readiness }) => readiness.status === 'ready') ? EXIT.pass : EXIT.fail;
}

async function saved(admin: HttpAdmin, plans: readonly unknown[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const plan of plans) lines.push((await admin.post('/v1/incident-plans', plan)) as Line);
  return lines;
}

function textOf({ scope, readiness, revision, plan, isNew }: Line): string[] {
  const number = plan?.revision ?? revision ?? null;
  const of = `${scope.kind} ${scope.system ?? scope.deployment ?? ''}`;
  const kept =
    number === null ? '' : `, revision ${number}${isNew === true ? ' saved' : isNew === false ? ', unchanged' : ''}`;
  const until = readiness.staleAt === null ? '' : ` until ${readiness.staleAt.slice(0, 10)}`;
  return [`${of}: ${readiness.status}${until}${kept}`, ...readiness.gaps.map(({ what, why }) => `  ${what}: ${why}`)];
}

/** Reads a file with one plan, or with several. */
function plansFrom(source: string, path: string): readonly unknown[] {
  const remedy = 'Mend the line; docs/guides/incidents.md has a whole plan.';
  const value = readYaml(source, path, { code: 'USAGE', remedy });
  const plans = typeof value === 'object' && value !== null && 'plans' in value ? value.plans : [value];
  if (Array.isArray(plans) && plans.length > 0 && plans.every((one) => typeof one === 'object' && one !== null))
    return plans;
  throw usage(
    `${path} holds no plan`,
    'Begin with `scope:`, or with `plans:` and a list; docs/guides/incidents.md has a whole plan.',
  );
}
