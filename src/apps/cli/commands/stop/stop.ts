import { TribuneError } from '../../../../core/base/errors.js';
import { FALLBACKS, STOP_MODES, type StopMode } from '../../../../core/stops/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { type ListedStop, lineOf } from './printed-stop.js';

export const stopCommand: CommandSpec = {
  name: 'stop',
  summary: 'stop, shadow, review or throttle what decides, at once',
  usage: [
    'tribune stop DEPLOYMENT --reason TEXT --server URL',
    'tribune stop DEPLOYMENT --mode throttle --share 0.1 --reason TEXT --data DIR',
    'tribune stop --system SYSTEM | --model MODEL --version DIGEST | --all --reason TEXT --server URL',
  ],
  positionals: { name: 'DEPLOYMENT', min: 0, max: 1 },
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'why, in a sentence; the log keeps it' },
    mode: { type: 'string', value: 'MODE', help: 'what happens (default stop)', choices: STOP_MODES },
    share: {
      type: 'string',
      value: 'SHARE',
      help: 'of a throttle: the share for whom the model still decides, 0 to below 1',
    },
    fallback: { type: 'string', value: 'WHO', help: 'who decides instead (default human-queue)', choices: FALLBACKS },
    'fallback-version': { type: 'string', value: 'DIGEST', help: 'the version that decides instead' },
    where: {
      type: 'string',
      value: 'NAME=VALUE',
      multiple: true,
      help: 'only for a group or place, such as jurisdiction=US-FL; may be given more than once',
    },
    until: { type: 'string', value: 'TIME', help: 'when somebody is to look again (RFC 3339); it ends nothing' },
    system: { type: 'string', value: 'SYSTEM', help: 'every deployment of a system, instead of DEPLOYMENT' },
    model: { type: 'string', value: 'MODEL', help: 'with --version: wherever this version decides' },
    version: { type: 'string', value: 'DIGEST', help: 'the version of --model' },
    all: { type: 'boolean', help: 'everything' },
    drill: { type: 'boolean', help: 'tell every client, change no decision, and measure' },
    ...SERVICE_OPTIONS,
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune stop lending/prod --reason "refuses every second applicant from Miami" --server https://tribune.example',
    'tribune stop lending/prod --mode review --where jurisdiction=US-FL --reason "FL rule under review" --data ./tribune-data',
  ],
  notes: [
    'It holds until two other persons resume it: tribune resume. A key needs the scope stops:write.',
    'A drill is ended by tribune stop list --end-drill ID.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const wanted = wantedFrom(args);
  const service = await openConnection(args, context, { configured: true });
  try {
    const stop = (await service.admin.post('/v1/stops', wanted)) as ListedStop;
    if (flag(args, 'json')) context.out(`${JSON.stringify(stop, null, 2)}\n`);
    else {
      context.out(`${printable(lineOf(stop))}\n`);
      context.out(
        stop.drill
          ? `Every client is told of it, and it changes no decision; end it, with what it measured: tribune stop list --end-drill ${stop.id}\n`
          : `It holds until two other persons resume it: tribune resume ${stop.id} --account NAME\n`,
      );
    }
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });

function wantedFrom(args: ParsedArguments): object {
  const reason = text(args, 'reason');
  if (reason === undefined) throw usage('stop needs --reason TEXT', 'Say why in a sentence; the log keeps it.');
  const mode = (text(args, 'mode') ?? 'stop') as StopMode;
  const [kind, version] = [text(args, 'fallback'), text(args, 'fallback-version')];
  if (kind === undefined && version !== undefined)
    throw usage('--fallback-version needs --fallback', 'Give --fallback last-good-version or simple-model.');
  const [until, where] = [text(args, 'until'), whereFrom(args)];
  return {
    ...{ scope: scopeFrom(args), mode, reason },
    ...(text(args, 'share') === undefined ? {} : { share: shareFrom(text(args, 'share')!) }),
    ...(kind === undefined ? {} : { fallback: { kind, ...(version === undefined ? {} : { version }) } }),
    ...(until === undefined ? {} : { until }),
    ...(where === null ? {} : { where }),
    ...(flag(args, 'drill') ? { drill: true } : {}),
  };
}

function scopeFrom(args: ParsedArguments): object {
  const [deployment] = args.positionals;
  const [system, model, version] = [text(args, 'system'), text(args, 'model'), text(args, 'version')];
  const named = [
    ...(deployment === undefined ? [] : [{ kind: 'deployment', deployment }]),
    ...(system === undefined ? [] : [{ kind: 'system', system }]),
    ...(flag(args, 'all') ? [{ kind: 'all' }] : []),
    ...(model === undefined && version === undefined ? [] : [{ kind: 'version', model, version }]),
  ];
  if (named.length !== 1)
    throw usage(
      named.length === 0 ? 'nothing is named to be stopped' : 'more than one thing is named to be stopped',
      'Give DEPLOYMENT, --system SYSTEM, --model MODEL with --version DIGEST, or --all.',
    );
  if ((model === undefined) !== (version === undefined))
    throw usage('a version is stopped by model and digest', 'Give both --model MODEL and --version DIGEST.');
  return named[0]!;
}

function shareFrom(written: string): number {
  const share = /^(0|0?\.\d+|0\.)$/.test(written) ? Number(written) : Number.NaN;
  if (share >= 0 && share < 1) return share;
  throw usage(`--share ${written} is no share`, 'Give a number from 0 to below 1, such as 0.1.');
}

function whereFrom(args: ParsedArguments): Record<string, string[]> | null {
  const where = new Map<string, string[]>();
  for (const one of list(args, 'where')) {
    const at = one.indexOf('=');
    if (at < 1 || at === one.length - 1)
      throw usage(`--where ${one} is no NAME=VALUE`, 'Write it as jurisdiction=US-FL.');
    const name = one.slice(0, at);
    where.set(name, [...(where.get(name) ?? []), one.slice(at + 1)]);
  }
  return where.size === 0 ? null : Object.fromEntries(where);
}
