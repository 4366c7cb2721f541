import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { everyPage, type Page } from '../../service/every-page.js';
import type { HttpAdmin } from '../../service/http-admin.js';
import { printable } from '../../terminal/error.js';

/** A canary as the service prints it, as far as the commands show it. */
export interface ListedCanary {
  readonly id: string;
  readonly deployment: string;
  readonly version: string;
  readonly incumbent: string;
  readonly state: string;
  readonly share: number;
  readonly steps: readonly {
    readonly at: string;
    readonly share: number;
    readonly isHeld: boolean;
    readonly by: string;
    readonly reason: string;
  }[];
  readonly ended: { readonly at: string; readonly by: string; readonly reason: string } | null;
}

/** A canary as the service lists it. */
interface RecordedCanary extends ListedCanary {
  /** What was recorded while it was on; null before the first decision. Older services do not say. */
  readonly decided?: {
    readonly canary: number;
    readonly incumbent: number;
    readonly other: number;
    readonly misplaced: number;
    readonly unnamed: number;
    readonly unnamedDrawn: number;
  } | null;
  /** Why that is not known. */
  readonly decidedProblem?: string | null;
}

/** A canary in one line: its state, what is tried out, on how many, beside what. */
export const canaryLine = ({ id, deployment, version, incumbent, state, share }: ListedCanary): string =>
  `${id}  ${state}  ${deployment}  ${version} for the share ${share}, beside ${incumbent}`;

/** What became of a canary, one line for each step. */
export const canarySteps = ({ steps, ended, state }: ListedCanary): string[] => [
  ...steps.map(
    ({ at, share, isHeld, by, reason }) => `${at}  ${isHeld ? 'held at' : 'share'} ${share}  by ${by}: ${reason}`,
  ),
  ...(ended === null ? [] : [`${ended.at}  ${state.replace('-', ' ')}  by ${ended.by}: ${ended.reason}`]),
];

/** What was recorded while a canary was on, by the version that the records name. */
export function canaryArms({
  decided,
  decidedProblem = null,
}: Pick<RecordedCanary, 'decided' | 'decidedProblem'>): string[] {
  if (decided === undefined) return [];
  if (decidedProblem !== null) return [`what was recorded is not known: ${decidedProblem}`];
  if (decided === null) return ['no decision was recorded while it was on'];
  const { canary, incumbent, other, misplaced, unnamed, unnamedDrawn } = decided;
  const others = other === 0 ? '' : `, ${other} of another version`;
  return [
    `recorded: ${canary} of the version that is tried out, ${incumbent} of the incumbent${others}`,
    ...(misplaced === 0
      ? []
      : [`${misplaced} of them not by the version of the arm of their subject: the program did not ask`]),
    ...(unnamed === 0
      ? []
      : [
          `${unnamed} more name no version (${unnamedDrawn} about subjects of the canary): nobody knows which one decided, and audits and the monitor count them as the incumbent's`,
        ]),
  ];
}

/** Prints a canary after a change, in a line or as JSON. */
export function tell(canary: ListedCanary, args: ParsedArguments, context: CliContext): void {
  context.out(flag(args, 'json') ? `${JSON.stringify(canary, null, 2)}\n` : `${printable(canaryLine(canary))}\n`);
}

export const REASON_OPTION: CommandSpec['options'] = {
  reason: { type: 'string', value: 'TEXT', help: 'why, in a sentence; the log keeps it' },
};

export const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });

export function reasonFrom(args: ParsedArguments, command: string): string {
  const reason = text(args, 'reason');
  if (reason === undefined) throw usage(`${command} needs --reason TEXT`, 'Say why in a sentence; the log keeps it.');
  return reason;
}

/** A share as it is written: above 0 to 1. */
export function shareFrom(args: ParsedArguments, command: string): number {
  const written = text(args, 'share');
  if (written === undefined) throw usage(`${command} needs --share SHARE`, 'Give a number above 0 up to 1.');
  const share = /^(1|1\.0*|0?\.\d+)$/.test(written) ? Number(written) : Number.NaN;
  if (share > 0 && share <= 1) return share;
  throw usage(`--share ${written} is no share`, 'Give a number above 0 up to 1, such as 0.05.');
}

/** What reads answers of a service, for a key or a person. */
type Reading = Pick<HttpAdmin, 'get'>;

interface Listed extends Page {
  readonly canaries: readonly RecordedCanary[];
}

/** The canaries of a deployment, or of all: every one that is on, or the newest ones, also of those that ended. */
export async function canariesOf(
  admin: Reading,
  { deployment, ended }: { readonly deployment: string | undefined; readonly ended: boolean },
): Promise<readonly RecordedCanary[]> {
  const get = (next: string | null): Promise<Listed> => {
    const query = new URLSearchParams({
      ...{ ended: `${ended}`, ...(deployment === undefined ? {} : { deployment }) },
      ...(next === null ? {} : { before: next }),
    });
    return admin.get(`/v1/canaries?${query}`) as Promise<Listed>;
  };
  const pages = ended ? [await get(null)] : await everyPage(get);
  return pages.flatMap(({ canaries }) => canaries);
}

/** The canary that is on for a deployment. */
export async function canaryOn(admin: Reading, deployment: string): Promise<ListedCanary> {
  const [found] = await canariesOf(admin, { deployment, ended: false });
  if (found !== undefined) return found;
  throw new TribuneError('NOT_FOUND', `no version is tried out on ${deployment}`, {
    remedy: 'tribune canary status lists those that are.',
  });
}
