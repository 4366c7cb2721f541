import { counted } from '../../../../core/base/counted.js';
import { wholeNumber } from '../../explain/options.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

export const explanationSurveyCommand: CommandSpec = {
  name: 'explanation survey',
  summary:
    'what the explanations of many decisions say together; exit 1 where reasons changed or a sensitive one leads',
  usage: [
    'tribune explanation survey DEPLOYMENT --data DIR',
    'tribune explanation survey DEPLOYMENT --by ATTRIBUTE --version DIGEST --server URL',
  ],
  positionals: { name: 'DEPLOYMENT', min: 1, max: 1 },
  options: {
    from: { type: 'string', value: 'TIME', help: 'received on this day (UTC) or later' },
    to: {
      type: 'string',
      value: 'TIME',
      help: 'received before the end of this day, UTC (default yesterday; today is never part)',
    },
    sample: { type: 'string', value: 'N', help: 'decisions that are drawn of the span (default 10000)' },
    every: {
      type: 'string',
      value: 'SPAN',
      choices: ['day', 'week', 'month'],
      help: 'length of a window (default week)',
    },
    by: { type: 'string', value: 'ATTRIBUTE', help: 'by the groups of this attribute' },
    protected: {
      type: 'string',
      multiple: true,
      value: 'INPUT',
      help: 'an input of protected groups; may be given again',
    },
    proxy: {
      type: 'string',
      multiple: true,
      value: 'INPUT',
      help: 'an input that stands in for one; may be given again',
    },
    version: {
      type: 'string',
      multiple: true,
      value: 'DIGEST',
      help: 'another version that is asked about the same people; may be given again',
    },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune explanation survey credit/prod --every month --proxy postcode --data ./tribune-data',
    'tribune explanation survey credit/prod --by sex --version sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae --data ./tribune-data --json',
  ],
  notes: [
    'A key needs the scope decisions:read, and attributes:read for --by. Each survey leaves an entry in the log of reads.',
    'Cells of fewer than 30 people are withheld, and so many others that they do not follow from the whole. That another version is as good is your word: an audit of it says so.',
    'Exit 3 where no explanation was found: nothing is known of the reasons.',
  ],
  run,
};

interface Share {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  readonly status: string;
}

interface Surveyed {
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
  readonly coverage: Readonly<
    Record<'of' | 'drawn' | 'ofDeployment', number> &
      Record<'adverse' | 'explained' | 'adverseExplained' | 'erased', number | null>
  >;
  readonly overTime: {
    readonly windows: readonly {
      readonly from: string;
      readonly people: number;
      readonly inputs: readonly InWindow[];
    }[];
    readonly withheld: number;
    readonly changes:
      | readonly { input: string; top: Share; distance: number; adjusted: number; isChanged: boolean }[]
      | null;
  };
  readonly sensitive: {
    readonly groups: readonly { group: string | null; people: number; protected: Share; proxy: Share }[];
    readonly withheld: number;
  };
  readonly versions: {
    readonly people: number | null;
    readonly shifts: readonly {
      version: string;
      groups: readonly { group: string | null; topChanges: Share; reasonsChange: Share; flips: Share }[];
      withheld: number;
      notRead: number;
    }[];
    readonly multiplicity: { versions: number; groups: readonly { group: string | null; ambiguous: Share }[] };
  } | null;
}

interface InWindow {
  readonly input: string;
  readonly top: Share;
}

/** Strongest reasons of a window that are printed; `--json` has all. */
const SHOWN = 4;

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const given = Object.fromEntries(
    ['from', 'to', 'every', 'by'].flatMap((name) => {
      const value = text(args, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const sample = wholeNumber(args, 'sample', 1);
  const asked = {
    deployment: args.positionals[0],
    ...given,
    ...(sample === undefined ? {} : { sample }),
    protected: list(args, 'protected'),
    proxies: list(args, 'proxy'),
    versions: list(args, 'version'),
  };
  const found = await withService(args, context, (admin) => admin.post('/v1/explanations/survey', asked));
  const surveyed = found as Surveyed;
  if (flag(args, 'json')) context.out(`${JSON.stringify(surveyed, null, 2)}\n`);
  else print(surveyed, context);
  // Of few people nothing is told, which is no pass.
  if (surveyed.coverage.explained === 0 || surveyed.sensitive.groups.length === 0) return EXIT.inconclusive;
  return isChanged(surveyed) || leads(surveyed) ? EXIT.fail : EXIT.pass;
}

const isChanged = ({ overTime: { changes } }: Surveyed): boolean => (changes ?? []).some((one) => one.isChanged);
const leads = ({ sensitive: { groups } }: Surveyed): boolean =>
  groups.some((one) => (one.protected.estimate ?? 0) > 0 || (one.proxy.estimate ?? 0) > 0);

function print(surveyed: Surveyed, context: CliContext): void {
  const { deployment, from, to, coverage, overTime, sensitive, versions } = surveyed;
  const out = (line: string): void => context.out(`${line}\n`);
  out(`${printable(deployment)}, received from ${from} on and before ${to}`);
  out(
    `  ${counted(coverage.drawn, 'decision')} drawn of ${coverage.of}, ${coverage.ofDeployment} of this deployment: ${few(coverage.explained)} explained, ${few(coverage.adverseExplained)} of ${few(coverage.adverse)} adverse ones`,
  );
  for (const { from: start, people, inputs } of overTime.windows) {
    const tops = inputs.toSorted((a, b) => (b.top.estimate ?? 0) - (a.top.estimate ?? 0)).slice(0, SHOWN);
    out(`  ${start.slice(0, 10)}  ${counted(people, 'person')}`);
    for (const { input, top } of tops) out(`    ${printable(input).padEnd(24)} strongest for ${shown(top)}`);
  }
  hidden(overTime.withheld, 'window', out);
  for (const { input, top, adjusted, isChanged: is } of overTime.changes ?? [])
    if (is)
      out(
        `  CHANGED  ${printable(input)}: strongest for ${shown(top, true)}, p ${adjusted.toPrecision(2)} for all inputs`,
      );
  if (overTime.changes === null) out('  fewer than two windows: whether reasons changed is not known');
  for (const { group, people, protected: own, proxy } of sensitive.groups)
    out(`  ${nameOf(group)} (${people} adverse): strongest reason protected ${shown(own)}, a proxy ${shown(proxy)}`);
  hidden(sensitive.withheld, 'group', out);
  for (const { version, groups, withheld, notRead } of versions?.shifts ?? []) {
    out(`  by ${printable(version)}${notRead === 0 ? '' : `, which cannot read ${notRead}`}`);
    for (const { group, topChanges, flips } of groups)
      out(`    ${nameOf(group)}: another strongest reason ${shown(topChanges)}, another outcome ${shown(flips)}`);
    hidden(withheld, 'group', out);
  }
  for (const { group, ambiguous } of versions?.multiplicity.groups ?? [])
    out(
      `  ${nameOf(group)}: the outcome hangs on which of ${versions!.multiplicity.versions} versions decides for ${shown(ambiguous)}`,
    );
}

/** A number that is withheld says so. */
const few = (n: number | null): string => (n === null ? 'too few to tell' : String(n));

const nameOf = (group: string | null): string => (group === null ? 'everybody' : printable(group));

const hidden = (n: number, what: string, out: (line: string) => void): void => {
  if (n > 0) out(`  ${counted(n, what)} of too few people withheld`);
};

function shown({ estimate, lower, upper, status }: Share, isSigned = false): string {
  if (estimate === null || lower === null || upper === null) return 'not known';
  const percent = (x: number): string => `${isSigned && x > 0 ? '+' : ''}${(100 * x).toFixed(1)}`;
  const few = status === 'ok' ? '' : ', too few to say';
  return `${percent(estimate)} % (${percent(lower)} to ${percent(upper)}${few})`;
}
