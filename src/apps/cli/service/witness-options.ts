import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';
import type { Override } from '../../configuration/index.js';
import { list, type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

const VARIABLE = 'TRIBUNE_WITNESSES';

/** Options of `serve` about witnesses, checkpoints and checks. */
export const LEDGER_OPTIONS = {
  witness: {
    type: 'string',
    value: 'VKEY,URL',
    multiple: true,
    help: `witness that signs checkpoints: its verifier key, a comma, its address; else ${VARIABLE}, separated by spaces`,
  },
  'witness-quorum': {
    type: 'string',
    value: 'N',
    help: 'signatures that make a checkpoint witnessed (default: more than half)',
  },
  'witness-interval': {
    type: 'string',
    value: 'SECONDS',
    help: 'shortest time between two requests to a witness (default 10)',
  },
  'witness-wait': {
    type: 'string',
    value: 'SECONDS',
    help: 'how long a checkpoint waits for witnesses before it is shown without (default 5)',
  },
  'public-interval': {
    type: 'string',
    value: 'SECONDS',
    help: 'time between checkpoints while the ledger is public (default 0.5); longer tells less of the traffic',
  },
  'check-interval': {
    type: 'string',
    value: 'HOURS',
    help: 'time between two checks of every entry (default 24; 0 for none)',
  },
} as const satisfies Record<string, OptionSpec>;

/** What these options say, as keys of the section `ledger`. Throws `USAGE`. */
export function ledgerOverrides(args: ParsedArguments): Override[] {
  const given = list(args, 'witness');
  const named = given.length > 0 ? given : (process.env[VARIABLE] ?? '').split(/\s+/).filter((word) => word !== '');
  const quorum = text(args, 'witness-quorum');
  return [
    ...(named.length === 0
      ? []
      : [
          {
            path: ['ledger', 'witnesses'],
            value: named.map(parseWitness),
            from: given.length > 0 ? '--witness' : VARIABLE,
          },
        ]),
    ...(quorum === undefined ? [] : [{ path: ['ledger', 'quorum'], value: Number(quorum), from: '--witness-quorum' }]),
    ...time(args, 'witness-interval', { key: 'witnessInterval', unit: 's' }),
    ...time(args, 'witness-wait', { key: 'witnessWait', unit: 's' }),
    ...time(args, 'public-interval', { key: 'publicInterval', unit: 's' }),
    ...time(args, 'check-interval', { key: 'checkInterval', unit: 'h' }),
  ];
}

function parseWitness(given: string): { key: string; url: string } {
  const comma = given.indexOf(',');
  const [key, url] = [given.slice(0, comma), given.slice(comma + 1)];
  if (comma >= 0 && /^https?:\/\//.test(url)) return { key: key.trim(), url };
  throw new TribuneError('USAGE', `--witness ${given}: not VKEY,URL`, {
    remedy: 'For example auditor.example/w1+df1c0a35+BIE5...,https://w1.example',
  });
}

function time(args: ParsedArguments, name: string, { key, unit }: { key: string; unit: 's' | 'h' }): Override[] {
  const value = text(args, name);
  return value === undefined ? [] : [{ path: ['ledger', key], value: `${value.trim()} ${unit}`, from: `--${name}` }];
}
