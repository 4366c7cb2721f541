import { counted } from '../../../../core/base/counted.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import type { HttpAdmin } from '../../service/http-admin.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const stopDecisionsCommand: CommandSpec = {
  name: 'stop decisions',
  summary: 'what was decided while something was stopped; exit 1 where the model decided against a stop',
  usage: ['tribune stop decisions --data DIR', 'tribune stop decisions --stop ID --kind against --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    stop: { type: 'string', value: 'ID', help: 'only under this stop' },
    deployment: { type: 'string', value: 'NAME', help: 'only of this deployment' },
    kind: {
      type: 'string',
      value: 'KIND',
      help: 'against: the model decided and was not to; kept: as the stop said; allowed: the stop left it to the model',
    },
    before: { type: 'string', value: 'N', help: 'decisions before this place, which the page before names' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune stop decisions --data ./tribune-data --kind against'],
  notes: [
    'A key needs the scope audit:read. Drills count for nothing, as they change no decision.',
    'Of each stop, deployment and kind the first 1,000 are listed; all are counted.',
    'What somebody changed in the database is set aside and named; where nothing else is against a stop, that gives exit 3.',
  ],
  run,
};

interface Decided {
  readonly counts: readonly {
    readonly stop: string;
    readonly deployment: string;
    readonly kind: string;
    readonly decisions: number;
    readonly listed: number;
    readonly firstAt: string;
    readonly lastAt: string;
  }[];
  readonly moreCounts: boolean;
  readonly decisions: readonly {
    readonly decision: string;
    readonly stop: string;
    readonly deployment: string;
    readonly kind: string;
    readonly said: string;
    readonly route: string;
    readonly decidedAt: string;
  }[];
  readonly problems: readonly string[];
  readonly next: number | null;
}

const FILTERS = ['stop', 'deployment', 'kind', 'before'] as const;

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const service = await openConnection(args, context, { configured: true });
  try {
    const query = new URLSearchParams();
    for (const name of FILTERS) {
      const value = text(args, name);
      if (value !== undefined) query.set(name, value);
    }
    const found = await decidedOf(service.admin, query);
    const isAgainst = await isAnyAgainst(service.admin, query, found);
    if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
    else for (const line of linesOf(found, isAgainst)) context.out(`${printable(line)}\n`);
    if (isAgainst) return EXIT.fail;
    return found.problems.length > 0 ? EXIT.inconclusive : EXIT.pass;
  } finally {
    await service.close();
  }
}

const decidedOf = async (admin: Pick<HttpAdmin, 'get'>, query: URLSearchParams): Promise<Decided> =>
  (await admin.get(`/v1/stops/decisions?${query}`)) as Decided;

const hasAgainst = ({ counts }: Pick<Decided, 'counts'>): boolean => counts.some(({ kind }) => kind === 'against');

/** Whether the model decided against a stop of those that were asked for, also where that count is beyond those of the answer. */
export async function isAnyAgainst(
  admin: Pick<HttpAdmin, 'get'>,
  asked: URLSearchParams,
  found: Pick<Decided, 'counts' | 'moreCounts'>,
): Promise<boolean> {
  if (!found.moreCounts || asked.has('kind') || hasAgainst(found)) return hasAgainst(found);
  const query = new URLSearchParams(asked);
  query.set('kind', 'against');
  return hasAgainst(await decidedOf(admin, query));
}

function linesOf({ counts, moreCounts, decisions, problems, next }: Decided, isAgainst: boolean): string[] {
  if (counts.length === 0 && problems.length === 0) return ['nothing was decided while it was stopped'];
  return [
    ...counts.map(({ stop, deployment, kind, decisions: n, listed, firstAt, lastAt }) => {
      const unlisted = n > listed ? `, the first ${listed} listed` : '';
      return `${kind}  ${counted(n, 'decision')}${unlisted}  ${deployment}  under ${stop}  ${firstAt} to ${lastAt}`;
    }),
    ...problems.map((problem) => `not counted: ${problem}`),
    ...(moreCounts ? ['there are more counts: ask by --stop or --deployment'] : []),
    ...(isAgainst && !hasAgainst({ counts }) ? ['the model decided against a stop among them: --kind against'] : []),
    ...decisions.map(
      ({ decision, stop, deployment, kind, said, route, decidedAt }) =>
        `${decision}  ${kind}  ${decidedAt}  ${deployment}  ${said} was to decide, ${route} it was  under ${stop}`,
    ),
    ...(next === null ? [] : [`more: --before ${next}`]),
  ];
}
