import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

/** A set of evidence as the service tells it. */
export interface ListedSet {
  readonly digest: string;
  readonly items: readonly {
    readonly requirement: string;
    readonly what: string;
    readonly digest: string;
    readonly until: string | null;
  }[];
}

/** A gate as the service tells it, as far as the commands show it. */
export interface ListedGate {
  readonly deployment: string;
  readonly open: boolean;
  readonly state: 'open' | 'closed' | 'undecided';
  readonly mode: string;
  readonly until: string | null;
  readonly version: string | null;
  readonly missing: readonly {
    readonly requirement: string;
    readonly evidence: string;
    readonly who: readonly string[];
    readonly since: string | null;
  }[];
  readonly stoodOn: ListedSet['items'];
  readonly toSign: ListedSet | null;
  readonly newest: ListedSet | null;
  readonly waivers: readonly {
    readonly requirement: string;
    readonly until: string;
    readonly reason: string;
    readonly ended: string | null;
  }[];
  readonly waiting: readonly {
    readonly id: string;
    readonly act: string;
    readonly proposedBy: string;
    readonly expiresAt: string;
  }[];
  readonly records: Readonly<Record<string, number>>;
}

/** 0 open, 1 closed, 3 where it cannot be decided. */
export const exitOf = ({ state }: Pick<ListedGate, 'state'>): number =>
  state === 'open' ? EXIT.pass : state === 'closed' ? EXIT.fail : EXIT.inconclusive;

/** A gate in lines, what is missing first. */
export function gateLines(gate: ListedGate): string[] {
  const { deployment, state, mode, until, version, missing, stoodOn, toSign, newest, waivers, waiting, records } = gate;
  const holding = waivers.filter(
    ({ ended, until: end }) => ended === null && Date.parse(end) > Date.parse(until ?? end) - 1,
  );
  return [
    `${deployment}: ${state}${until === null ? '' : ` until ${until}`}, ${mode}${version === null ? '' : `, ${version}`}`,
    ...missing.map(
      ({ requirement, evidence, who, since }) =>
        `  missing  ${requirement}: ${evidence}${since === null ? '' : ` (since ${since})`}; turn of ${who.join(', ')}`,
    ),
    ...stoodOn.map(
      ({ requirement, what, until: end }) =>
        `  stands on  ${requirement}: ${what}${end === null ? '' : `, until ${end}`}`,
    ),
    ...(state === 'open' || toSign === null ? [] : [`  to sign  ${toSign.digest}`]),
    ...(newest === null ? [] : [`  newer evidence  ${newest.digest}: tribune gate sign --newest signs that`]),
    ...holding.map(({ requirement, reason, until: end }) => `  waived  ${requirement} until ${end}: ${reason}`),
    ...waiting.map(
      ({ id, act, proposedBy, expiresAt }) =>
        `  waits for a second person by ${expiresAt}  ${act} ${id}, proposed by ${proposedBy}`,
    ),
    ...Object.entries(records).map(([what, n]) => `  records since the start  ${what}: ${n}`),
  ];
}

export function tellGate(gate: ListedGate, args: ParsedArguments, context: CliContext): void {
  if (flag(args, 'json')) context.out(`${JSON.stringify(gate, null, 2)}\n`);
  else for (const line of gateLines(gate)) context.out(`${printable(line)}\n`);
}

export const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });

/** The text of an option that must be there. */
export function demandText(args: ParsedArguments, name: string, remedy: string): string {
  const found = text(args, name);
  if (found !== undefined && found.trim() !== '') return found;
  throw usage(`--${name} is missing`, remedy);
}

/** The query of the gate of a deployment. */
export const gateAt = (deployment: string, version: string | undefined): string =>
  `/v1/gate?${new URLSearchParams({ deployment, ...(version === undefined ? {} : { version }) })}`;
