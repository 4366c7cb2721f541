import { DURATION, durationMs } from '../../../../core/base/durations.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { withService } from '../../service/with-service.js';
import { printable } from '../../terminal/error.js';

/** Most labels that a silence names. */
const MOST = 20;

export const alertsSilenceCommand: CommandSpec = {
  name: 'alerts silence',
  summary: 'have alerts that fit told to nobody for a time',
  usage: ['tribune alerts silence LABEL=VALUE... --for TIME --why TEXT --data DIR'],
  positionals: { name: 'LABEL=VALUE', min: 1, max: MOST },
  options: {
    ...SERVICE_OPTIONS,
    for: { type: 'string', value: 'TIME', help: 'how long from now, such as 30m, 2h or 1d; a silence always ends' },
    why: { type: 'string', value: 'TEXT', help: 'the reason, which the log keeps' },
  },
  examples: [
    'tribune alerts silence deployment=lending/prod requirement=parity --for 2h --why "known fault, mended tonight" --data ./tribune-data',
  ],
  notes: [
    '`LABEL!=VALUE` is any other value; `*` in a value stands for any text.',
    'A key needs the scope registry:write.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const span = text(args, 'for');
  const why = text(args, 'why');
  if (span === undefined || why === undefined)
    throw new TribuneError('USAGE', `a silence needs ${span === undefined ? '--for TIME' : '--why TEXT'}`, {
      remedy: 'Say for how long, and why: --for 2h --why "known fault, mended tonight".',
    });
  const ms = spanMs(span);
  const matchers = args.positionals.map(matcherOf);
  const body = { matchers, to: new Date(Date.now() + ms).toISOString(), why };
  const { id, to } = (await withService(args, context, (admin) => admin.post('/v1/alerts/silences', body))) as {
    readonly id: string;
    readonly to: string;
  };
  context.out(`${printable(`silence ${id} until ${to}; end it before: tribune alerts unsilence ${id}`)}\n`);
  return EXIT.pass;
}

function spanMs(span: string): number {
  if (DURATION.test(span)) return durationMs(span);
  throw new TribuneError('USAGE', `--for ${span.slice(0, 40)} is no time`, { remedy: 'Write 30m, 2h or 1d.' });
}

function matcherOf(word: string): { label: string; is: '=' | '!='; value: string } {
  const [, label, is, value] = /^([a-zA-Z_][a-zA-Z0-9_]*)(!?=)(.*)$/s.exec(word) ?? [];
  if (label !== undefined) return { label, is: is as '=' | '!=', value: value! };
  throw new TribuneError('USAGE', `"${word.slice(0, 80)}" is no label with a value`, {
    remedy: 'Write LABEL=VALUE, such as deployment=lending/prod.',
  });
}
