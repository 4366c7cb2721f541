import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { wholeNumber } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

/** Most decisions of one command, and how many it shows unless told otherwise. */
const MOST = 10_000;
const SHOWN = 50;
/** Most decisions of one answer of the service. */
const A_PAGE = 100;

export const decisionSearchCommand: CommandSpec = {
  name: 'decision search',
  summary: 'find recorded decisions by what they say, the newest first; exit 1 where there is none',
  usage: [
    'tribune decision search --deployment ID --outcome 0 --data DIR',
    'tribune decision search --subject REF --server URL',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    deployment: { type: 'string', value: 'ID', help: 'of this deployment' },
    version: { type: 'string', value: 'DIGEST', help: 'decided by this version' },
    subject: { type: 'string', value: 'REF', help: 'about this person, by your reference' },
    outcome: { type: 'string', value: 'VALUE', help: 'with this outcome; none finds where nothing was decided' },
    route: { type: 'string', value: 'ROUTE', help: 'decided this way', choices: ['automatic', 'reviewed', 'fallback'] },
    stage: { type: 'string', value: 'NAME', help: 'decided at this stage' },
    from: { type: 'string', value: 'TIME', help: 'decided at this time or later' },
    to: { type: 'string', value: 'TIME', help: 'decided before this time' },
    group: {
      type: 'string',
      multiple: true,
      value: 'NAME=VALUE',
      help: 'people with this attribute; may be given again',
    },
    limit: { type: 'string', value: 'N', help: `most decisions (default ${SHOWN})` },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune decision search --deployment credit/prod --outcome 0 --from 2026-11-01T00:00:00Z --data ./tribune-data',
    'tribune decision search --subject applicant-4711 --data ./tribune-data --json',
  ],
  notes: [
    'A key needs the scope decisions:read, and attributes:read for --group.',
    'Each answer of the service leaves an entry in the log of reads, with the filter (what is said of people in it as keyed tags) and the decisions that were shown.',
  ],
  run,
};

interface Found {
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  readonly subject: string;
  readonly outcome: number | string | null;
  readonly score: number | null;
  readonly route: string;
  readonly stage: string | null;
  readonly decidedAt: string;
}

interface Answer {
  readonly decisions: readonly Found[];
  readonly looked: number;
  readonly erased: number;
  readonly backTo: string | null;
  readonly next: string | null;
}

interface Total extends Answer {
  readonly people: number;
  readonly isOnePerson: boolean | null;
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const limit = wholeNumber(args, 'limit', 1) ?? SHOWN;
  if (limit > MOST)
    throw new TribuneError('USAGE', `--limit ${limit} is more than ${MOST}`, { remedy: 'Ask for less at a time.' });
  const asked = filterOf(args);
  const found = await withService(args, context, async (admin) => {
    let all: Answer = { decisions: [], looked: 0, erased: 0, backTo: null, next: null };
    do {
      const before = all.next === null ? {} : { before: all.next };
      const body = { ...asked, ...before, limit: Math.min(A_PAGE, limit - all.decisions.length) };
      const { decisions, looked, erased, backTo, next } = (await admin.post('/v1/decisions/search', body)) as Answer;
      all = {
        decisions: [...all.decisions, ...decisions],
        looked: all.looked + looked,
        erased: all.erased + erased,
        backTo: backTo ?? all.backTo,
        next,
      };
    } while (all.next !== null && all.decisions.length < limit);
    return inAll(all);
  });
  if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
  else print(found, context);
  return found.decisions.length > 0 ? EXIT.pass : EXIT.fail;
}

function inAll(all: Answer): Total {
  const people = new Set(all.decisions.map(({ subject }) => subject)).size;
  return { ...all, people, isOnePerson: people > 1 ? false : all.next === null ? people === 1 : null };
}

function filterOf(args: ParsedArguments): Record<string, unknown> {
  const names = { deployment: 'deployment', version: 'version', subject: 'subject', route: 'route', stage: 'stage' };
  const times = { from: 'decidedFrom', to: 'decidedTo' };
  const given = Object.entries({ ...names, ...times }).flatMap(([option, name]) => {
    const value = text(args, option);
    return value === undefined ? [] : [[name, value] as const];
  });
  const outcome = text(args, 'outcome');
  const group = groupOf(list(args, 'group'));
  return {
    ...Object.fromEntries(given),
    ...(outcome === undefined ? {} : { outcome: outcomeOf(outcome) }),
    ...(group.size === 0 ? {} : { group: Object.fromEntries(group) }),
  };
}

function groupOf(words: readonly string[]): ReadonlyMap<string, string> {
  const group = new Map<string, string>();
  for (const one of words) {
    const at = one.indexOf('=');
    if (at <= 0)
      throw new TribuneError('USAGE', `--group ${JSON.stringify(one)} is no NAME=VALUE`, {
        remedy: 'Give the name of an attribute and its value, such as --group sex=F.',
      });
    const name = one.slice(0, at);
    if (group.has(name))
      throw new TribuneError('USAGE', `--group ${JSON.stringify(one)} is a second value of "${name}"`, {
        remedy: 'Nobody is of two at once: search for each by itself.',
      });
    group.set(name, one.slice(at + 1));
  }
  return group;
}

/** A number where the text is one, as outcomes are numbers in most deployments. */
const outcomeOf = (said: string): number | string | null =>
  said === 'none' ? null : /^-?\d+(\.\d+)?$/.test(said) ? Number(said) : said;

function print({ decisions, looked, erased, backTo, next, people, isOnePerson }: Total, context: CliContext): void {
  for (const { id, decidedAt, deployment, outcome, score, route, stage, subject } of decisions) {
    const at = stage === null ? deployment : `${deployment} at ${stage}`;
    const scored = score === null ? '' : `, score ${score}`;
    context.out(
      `${id}  ${decidedAt}  ${printable(at)}  ${printable(String(outcome ?? 'none'))}${scored}  ${route}  ${printable(subject)}\n`,
    );
  }
  const of = decisions.length === 0 ? '' : ` about ${counted(people, 'person')}`;
  const back = backTo === null || next === null ? '' : `; none that fits and was made after ${backTo} is left out`;
  context.out(`${counted(decisions.length, 'decision')}${of} among ${counted(looked, 'record')} looked at${back}\n`);
  if (isOnePerson === true) context.out('This filter leads to one single person.\n');
  if (erased > 0) context.out(`${counted(erased, 'erased decision')} among them: nobody can tell whether they fit.\n`);
  if (next !== null) context.out('There may be older ones: give a greater --limit, or --to.\n');
}
