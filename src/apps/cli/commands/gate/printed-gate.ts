import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

type Options = CommandSpec['options'];

/** For which version a gate is asked. */
export const VERSION_OPTION = {
  version: {
    type: 'string',
    value: 'DIGEST',
    help: 'a version that is to decide there; the one that serves, unless given',
  },
} as const satisfies Options;

/** What the second of two persons does with a proposal. */
export const SECOND_OPTIONS = {
  confirm: { type: 'string', value: 'PROPOSAL', help: 'as the second person, confirm what another one proposed' },
  withdraw: { type: 'string', value: 'PROPOSAL', help: 'take a proposal back, or turn it down' },
} as const satisfies Options;

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
  readonly as: 'serving' | 'next' | 'before' | 'canary' | null;
  readonly cutoff: number | null;
  readonly missing: readonly {
    readonly requirement: string;
    readonly evidence: string;
    readonly who: readonly string[];
    readonly since: string | null;
    readonly unknown: boolean;
  }[];
  readonly stoodOn: ListedSet['items'];
  readonly toSign: ListedSet | null;
  readonly newest: ListedSet | null;
  readonly waivers: readonly {
    readonly requirement: string;
    readonly until: string;
    readonly reason: string;
    readonly holds: boolean;
  }[];
  readonly signatures: readonly {
    readonly role: string;
    readonly by: string;
    readonly at: string;
    readonly counts: boolean;
  }[];
  readonly others: readonly {
    readonly version: string;
    readonly as: string;
    readonly state: string;
    readonly until: string | null;
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

const MODES: Readonly<Record<string, string>> = {
  enforce: 'enforced: decisions that do not pass are refused',
  observe: 'only observed: decisions that would not pass are counted and taken',
};
const AS: Readonly<Record<string, string>> = {
  ...{ serving: 'it serves', next: 'it is to serve', before: 'it served before', canary: 'it is tried out' },
};

const endOf = ({ until }: { readonly until: string | null }): string => (until === null ? '' : ` until ${until}`);

const versionOf = ({ version, as, cutoff }: Pick<ListedGate, 'version' | 'as' | 'cutoff'>): string =>
  `${version}${as === null ? '' : ` (${AS[as]})`}${cutoff === null ? '' : `, cutoff ${cutoff}`}`;

/** Who can supply what is missing: roles, and of a signature the accounts of its one role. */
function turnOf(requirement: string, who: readonly string[]): string {
  const [role, ...names] = who;
  if (role === undefined) return '';
  if (!requirement.startsWith('sign-off ')) return `; turn of ${who.join(' or ')}`;
  return `; turn of ${role}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
}

/** A gate in lines, what is missing first. */
export function gateLines(gate: ListedGate): string[] {
  const { deployment, state, mode, missing, stoodOn, toSign, newest, signatures, waivers, others, waiting, records } =
    gate;
  const holding = waivers.filter(({ holds }) => holds);
  return [
    `${deployment}: ${state}${endOf(gate)}, ${MODES[mode]}`,
    ...(gate.version === null ? [] : [`  version  ${versionOf(gate)}`]),
    ...missing.map(
      ({ requirement, evidence, who, since, unknown }) =>
        `  ${unknown ? 'not known' : 'missing'}  ${requirement}: ${evidence}${since === null ? '' : ` (since ${since})`}${turnOf(requirement, who)}`,
    ),
    ...stoodOn.map(
      ({ requirement, what, until: end }) =>
        `  stands on  ${requirement}: ${what}${end === null ? '' : `, until ${end}`}`,
    ),
    ...signatures
      .filter(({ counts }) => counts)
      .map(({ role, by, at }) => `  signed  as ${role} by ${by} on ${at.slice(0, 10)}`),
    ...(state === 'open' || toSign === null ? [] : [`  to sign  ${toSign.digest}`]),
    ...(newest === null ? [] : [`  newer evidence  ${newest.digest}: tribune gate sign --newest signs that`]),
    ...holding.map(({ requirement, reason, until: end }) => `  waived  ${requirement} until ${end}: ${reason}`),
    ...others.map((other) => `  also  ${other.version} (${AS[other.as] ?? other.as}): ${other.state}${endOf(other)}`),
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
