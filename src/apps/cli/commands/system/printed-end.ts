import type { CliContext } from '../../frame/context.js';
import { flag, type ParsedArguments } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

/** How the end of a system stands, as the service tells it. */
export interface ToldEnd {
  readonly system: string;
  readonly state: 'announced' | 'frozen' | 'retired' | null;
  readonly end: {
    readonly decisionsUntil: string;
    readonly successor: string | null;
    readonly reason: string;
    readonly retiredAt: string | null;
  } | null;
  readonly dependents: readonly {
    readonly says: string;
    readonly n: number;
    readonly more: boolean;
    readonly some: readonly string[];
    readonly blocks: boolean;
  }[];
  readonly lastAudit: { readonly id: string; readonly at: string } | null;
  readonly open: readonly string[];
}

export function tellEnd(told: ToldEnd, args: ParsedArguments, context: CliContext): void {
  context.out(flag(args, 'json') ? `${JSON.stringify(told, null, 2)}\n` : endText(told));
}

function endText({ system, state, end, dependents, lastAudit, open }: ToldEnd): string {
  const lines = [
    `${system}: ${state ?? 'no end was announced'}`,
    ...(end === null
      ? []
      : [
          `  decisions ${state === 'announced' ? 'are taken until' : 'were taken until'} ${end.decisionsUntil}; ${end.successor === null ? 'nothing takes its place' : `${end.successor} takes its place`}`,
          `  because: ${end.reason}`,
          ...(end.retiredAt === null ? [] : [`  retired ${end.retiredAt}`]),
        ]),
    'depends on it:',
    ...dependents.map(
      ({ says, n, more, some, blocks }) =>
        `  ${blocks ? '!' : ' '} ${more ? 'at least ' : ''}${n} ${says}: ${some.join(', ')}${n > some.length ? ', ...' : ''}`,
    ),
    lastAudit === null ? '  no audit of it was made' : `    last audit ${lastAudit.id} of ${lastAudit.at}`,
    ...(open.length === 0 ? [] : ['before it may be retired:', ...open.map((one) => `  - ${one}`)]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}
