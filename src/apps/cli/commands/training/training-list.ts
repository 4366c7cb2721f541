import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

/** Reactions of one page, and most pages that are read: the oldest requests are beyond them. */
const A_PAGE = 200;
const MOST_PAGES = 50;

export const trainingListCommand: CommandSpec = {
  name: 'training list',
  summary: 'the requests for a retraining or recalibration, the newest first; exit 1 where there is none',
  usage: ['tribune training list --data DIR', 'tribune training list --server URL'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: { ...SERVICE_OPTIONS, json: { type: 'boolean', help: 'as JSON' } },
  examples: ['tribune training list --data ./tribune-data'],
  notes: [
    'Policies ask for them (reactions: retrain, recalibrate), by an alert or by the calendar.',
    `Of at most the last ${(A_PAGE * MOST_PAGES).toLocaleString('en')} reactions. A key needs the scope stops:read.`,
  ],
  run,
};

interface Request {
  readonly id: string;
  readonly deployment: string;
  readonly does: string;
  readonly requirement: string | null;
  readonly every: string | null;
  readonly doneAt: string;
  readonly rows: { readonly from: string; readonly to: string } | null;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const requests = await withService(args, context, async (admin) => {
    const found: Request[] = [];
    let before = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const path = `/v1/reactions?limit=${A_PAGE}${before}`;
      const answer = (await admin.get(path)) as { readonly reactions: Request[]; readonly next: string | null };
      found.push(...answer.reactions.filter(({ rows }) => rows !== null));
      if (answer.next === null) break;
      before = `&before=${answer.next}`;
    }
    return found;
  });
  if (flag(args, 'json')) context.out(`${JSON.stringify(requests, null, 2)}\n`);
  else for (const one of requests) context.out(`${lineOf(one)}\n`);
  if (requests.length === 0 && !flag(args, 'json')) context.out('No policy has asked for a training.\n');
  return requests.length > 0 ? EXIT.pass : EXIT.fail;
}

const lineOf = ({ id, deployment, does, requirement, every, doneAt, rows }: Request): string =>
  printable(
    `${id}  ${doneAt}  ${does}  ${deployment}  ${requirement ?? `every ${every}`}  rows from ${rows!.from} to ${rows!.to}`,
  );
