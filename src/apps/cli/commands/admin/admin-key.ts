import { TribuneError } from '../../../../core/base/errors.js';
import { suggest } from '../../../../core/base/suggest.js';
import {
  ADMIN_SCOPES,
  isScope,
  MAX_KEY_DAYS,
  SCOPE_NAMES,
  SCOPES,
  type Scope,
} from '../../../../domain/identity/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { ADMIN_OPTIONS, openAdmin } from '../../service/admin-target.js';

const DEFAULT_DAYS = 365;

export const adminKeyCommand: CommandSpec = {
  name: 'admin key',
  summary: 'make an API key and print it, once',
  usage: ['tribune admin key --data DIR --scopes SCOPE,...', 'tribune admin key --server URL --scopes SCOPE,...'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    scopes: {
      type: 'string',
      value: 'SCOPE,...',
      help: 'what the key may do; `admin` for registry, keys and settings',
    },
    name: { type: 'string', value: 'TEXT', help: 'what the key is for' },
    days: { type: 'string', value: 'N', help: 'days until it expires (default 365); `never`' },
    json: { type: 'boolean', help: 'print { "key": ... }' },
    ...ADMIN_OPTIONS,
  },
  examples: [
    'tribune admin key --data ./tribune-data --scopes decisions:write,labels:write --name scoring',
    'KEY=$(tribune admin key --data ./tribune-data --scopes decisions:write)',
  ],
  notes: ['Scopes', ...Object.entries(SCOPES).map(([scope, what]) => `  ${scope.padEnd(18)} ${what}`)],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const scopes = parseScopes(text(args, 'scopes'));
  const request = { name: text(args, 'name') ?? 'command line', scopes, days: parseDays(text(args, 'days')) };
  const target = await openAdmin(args, context);
  try {
    const key = await target.issueKey(request);
    context.out(flag(args, 'json') ? `${JSON.stringify({ key })}\n` : `${key}\n`);
    context.err('Keep it now: it is not shown again.\n');
  } finally {
    await target.close();
  }
  return EXIT.pass;
}

function parseScopes(list: string | undefined): Scope[] {
  const words = (list ?? '').split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0) {
    throw new TribuneError('USAGE', 'tribune admin key needs --scopes', {
      remedy: `For example --scopes decisions:write. Scopes: ${SCOPE_NAMES.join(', ')}.`,
    });
  }
  return [...new Set(words.flatMap(scopesOf))];
}

function scopesOf(word: string): readonly Scope[] {
  if (word === 'admin') return ADMIN_SCOPES;
  if (isScope(word)) return [word];
  const guess = suggest(word, [...SCOPE_NAMES]);
  throw new TribuneError('USAGE', `"${word}" is not a scope`, {
    remedy: `${guess ? `Did you mean ${guess}? ` : ''}Scopes: ${SCOPE_NAMES.join(', ')}.`,
  });
}

function parseDays(value: string | undefined): number | null {
  if (value === undefined) return DEFAULT_DAYS;
  if (value === 'never') return null;
  const days = Number(value);
  if (Number.isInteger(days) && days >= 1 && days <= MAX_KEY_DAYS) return days;
  throw new TribuneError('USAGE', `--days ${value}: not 1 to ${MAX_KEY_DAYS} or never`, {
    remedy: 'For example --days 90.',
  });
}
