import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { decisionText, foundText, percent, type ToldDecision } from '../../audit/decision-text.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

/** Decisions that are shown, the newest. */
const SHOWN = 20;

export const auditSequenceCommand: CommandSpec = {
  name: 'audit sequence',
  summary:
    'audits that a service keeps as decisions one after the other: whether one is a finding, with a bound on the share of false ones',
  usage: [
    'tribune audit sequence NAME [--enter AUDIT_ID [--level SHARE]] --server URL',
    'tribune audit sequence NAME [--enter AUDIT_ID [--level SHARE]] --data DIR',
  ],
  positionals: { name: 'NAME', min: 1, max: 1 },
  options: {
    ...SERVICE_OPTIONS,
    enter: {
      type: 'string',
      value: 'AUDIT_ID',
      help: 'enter this kept audit as the next decision; without it the newest are shown',
    },
    level: {
      type: 'string',
      value: 'SHARE',
      help: 'share of false findings among all of the sequence, said with its first decision; 0.1 unless said',
    },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: [
    'tribune audit sequence credit/release --enter 0193f7c2-6a55-7d1e-9f10-3c2b1a000001 --data ./tribune-data',
    'tribune audit sequence credit/release --data ./tribune-data',
  ],
  notes: [
    'Enter every audit that is decided by, whatever it says: the promise is about the whole sequence. The same audit again is the decision that it was.',
    'Exit codes: 0 no finding, or decisions are shown, 1 a finding, 2 wrong use, or an audit that gives no evidence.',
  ],
  run,
};

type Printed = Pick<ToldDecision, 'place' | 'logEvidence' | 'logNeeded' | 'isFinding' | 'findings' | 'level'>;
interface Entered {
  readonly decision: Printed;
  readonly isNew: boolean;
  readonly without: readonly { readonly requirement: string }[];
}
interface Stand {
  readonly decisions: number;
  readonly findings: number;
  readonly level: number;
  readonly list: readonly (Printed & { readonly audit: string; readonly madeAt: string })[];
}

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const name = args.positionals[0]!;
  const [audit, level] = [text(args, 'enter'), levelOf(args)];
  if (audit === undefined && level !== undefined)
    throw usage('--level is said with a decision', 'Give --enter AUDIT_ID, or leave --level out.');
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const path = `/v1/audit-sequences/${encodeURIComponent(name)}`;
    if (audit === undefined) {
      const stand = (await service.admin.get(`${path}?limit=${SHOWN}`)) as unknown as Stand;
      context.out(flag(args, 'json') ? asJson(stand) : standText(name, stand));
      return EXIT.pass;
    }
    const body = { audit, ...(level === undefined ? {} : { level }) };
    const entered = (await service.admin.post(`${path}/decisions`, body)) as unknown as Entered;
    const without = entered.without.map(({ requirement }) => printable(requirement));
    context.out(
      flag(args, 'json')
        ? asJson(entered)
        : decisionText({ ...entered.decision, isNew: entered.isNew, kind: 'sequence', of: printable(name), without }),
    );
    return entered.decision.isFinding ? EXIT.fail : EXIT.pass;
  } finally {
    await service.close();
  }
}

const asJson = (answer: object): string => `${JSON.stringify(answer, null, 2)}\n`;

const standText = (name: string, { decisions, findings, level, list }: Stand): string =>
  [
    `${printable(name)}: ${counted(decisions, 'decision')}, ${counted(findings, 'finding')}, of which at most ${percent(level)} are false, in expectation`,
    ...list.map((one) => `  ${one.place}  ${printable(one.madeAt)}  audit ${printable(one.audit)}: ${foundText(one)}`),
    '',
  ].join('\n');

function levelOf(args: ParsedArguments): number | undefined {
  const given = text(args, 'level');
  if (given === undefined) return undefined;
  const level = /^0?\.[0-9]{1,9}$/.test(given) ? Number(given) : 0;
  if (level > 0) return level;
  throw usage(`--level ${given}: not a share between 0 and 1`, 'Give a share, such as --level 0.05.');
}

const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });
