import { setTimeout as sleep } from 'node:timers/promises';
import { TribuneError } from '../../../../core/base/errors.js';
import { VIEWS } from '../../../../domain/explained-decisions/views/index.js';
import { explanationText, type ToldExplanation } from '../../explain/explanation-text.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';

/** Longest wait for one explanation, ms: the first of a version opens its files. */
const TIMEOUT_MS = 300_000;
/** Time after which a pending explanation is asked for again, ms, as the service says. */
const AGAIN_MS = 1000;

export const explanationCommand: CommandSpec = {
  name: 'explanation',
  summary: 'why a recorded decision came out as it did, by the version that decided',
  usage: ['tribune explanation ID --view WHO --data DIR', 'tribune explanation ID --view WHO --server URL'],
  positionals: { name: 'ID', min: 1, max: 1 },
  options: {
    view: { type: 'string', value: 'WHO', choices: VIEWS, help: 'for whom it is written (default reviewer)' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune explanation 0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60 --view subject --data ./tribune-data',
    'TRIBUNE_API_KEY=... tribune explanation 0193f7c2-6a55-7d1e-9f10-7b8e2c4d5a60 --view auditor --server https://tribune.example --json',
  ],
  notes: [
    'The version must be registered with `explain: { background: sha256:... }`, and its files be held: tribune artifact put FILE.',
    'Each answer is entered in the log of reads and counts against the budget of a day (explanations.budget).',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [id] = args.positionals as [string];
  const view = text(args, 'view') ?? 'reviewer';
  const service = await openConnection(args, context, { configured: true, existing: true, timeoutMs: TIMEOUT_MS });
  try {
    const path = `/v1/decisions/${encodeURIComponent(id)}/explanation?view=${view}`;
    const until = Date.now() + TIMEOUT_MS;
    let found = (await service.admin.get(path)) as ToldExplanation | { readonly status: 'pending' };
    while ('status' in found) {
      if (Date.now() > until) throw tooLong(id);
      await sleep(AGAIN_MS);
      found = (await service.admin.get(path)) as ToldExplanation | { readonly status: 'pending' };
    }
    context.out(flag(args, 'json') ? `${JSON.stringify(found, null, 2)}\n` : explanationText(found));
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

const tooLong = (id: string): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `the explanation of decision ${id} is still being made`, {
    remedy: 'Ask again later; it is made once and kept.',
  });
