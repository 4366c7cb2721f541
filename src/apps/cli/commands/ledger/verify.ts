import { reportUnreadable } from '../../../../adapters/ledger-source/index.js';
import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  encodeHex,
  type LogVerification,
  MAX_NOTE_BYTES,
  MAX_OPENING_BYTES,
  MAX_RECEIPT_BYTES,
  parseOpening,
  type ReceiptVerification,
  type VerificationStatus,
} from '../../../../core/ledger/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { joinVerdicts, stepLines, verdictLine } from '../../ledger/checklist-text.js';
import { readNamedFile } from '../../ledger/files.js';
import { type Checks, runChecks } from '../../ledger/run-checks.js';
import { LOG_OPTIONS, logAccess, readTrust, TRUST_OPTIONS } from '../../ledger/trust.js';
import { printable } from '../../terminal/error.js';
import { painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';

export const verifyCommand: CommandSpec = {
  name: 'verify',
  summary: 'check a ledger, a receipt against it, and an opening against the receipt',
  usage: [
    'tribune verify --log URL_OR_DIR --key VKEY [--receipt FILE [--opening FILE]]',
    'tribune verify --receipt FILE --key VKEY [--opening FILE]',
  ],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    ...LOG_OPTIONS,
    ...TRUST_OPTIONS,
    receipt: { type: 'string', value: 'FILE', help: 'receipt of one decision' },
    opening: { type: 'string', value: 'FILE', help: 'its opening: proves what the receipt is about' },
    previous: { type: 'string', value: 'FILE', help: 'checkpoint kept from an earlier time: the log must extend it' },
    rotations: {
      type: 'string',
      value: 'FILE',
      help: 'statements by which the log changed its key, for a receipt alone; else those of the log are followed',
    },
    quick: { type: 'boolean', help: 'with --receipt: not every entry of the log, only what concerns the receipt' },
    'any-leaves': { type: 'boolean', help: 'the log is of another kind: its entries are not commitments of Tribune' },
    show: { type: 'boolean', help: 'print what the opening says' },
    json: { type: 'boolean', help: 'as JSON' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress' },
  },
  examples: [
    'tribune verify --log http://127.0.0.1:8080/ledger/main --key log.vkey --receipt receipt.txt --opening opening.json',
    'tribune verify --log ./copy-of-the-log --trust trust.txt',
    'tribune verify --receipt receipt.txt --key log.vkey',
    'tribune verify --receipt receipt.txt --key log.vkey --witness witness.vkey',
  ],
  notes: [
    'Exit codes: 0 verified (also when unwitnessed, which the last line says), 1 something failed, 2 wrong use or unreadable.',
    'Works offline on a folder. Nothing that receipt or opening say is sent anywhere.',
  ],
  run: verify,
};

async function verify(args: ParsedArguments, context: CliContext): Promise<number> {
  demandUse(args);
  const policy = await readTrust(args, 'tribune verify');
  const [receipt, opening, previous, rotations] = await Promise.all([
    namedFile(args, 'receipt', MAX_RECEIPT_BYTES),
    namedFile(args, 'opening', MAX_OPENING_BYTES),
    namedFile(args, 'previous', MAX_NOTE_BYTES),
    namedFile(args, 'rotations', MAX_NOTE_BYTES),
  ]);
  const log = text(args, 'log');
  const progress = progressTo(context, flag(args, 'quiet'));
  const checks = await reportUnreadable(async () =>
    runChecks({
      policy,
      quick: flag(args, 'quick'),
      leaves: flag(args, 'any-leaves') ? 'any' : 'commitments',
      report: progress.report,
      ...(await logAccess(args)),
      ...defined({ log, receipt, opening, previous, rotations }),
    }),
  ).finally(progress.done);
  const overall = joinVerdicts(
    [checks.log, checks.receipt].flatMap((each) => (each === undefined ? [] : each.overall)),
  );
  const shown = flag(args, 'show') && checks.receipt?.content === 'verified' ? opening : undefined;
  context.out(flag(args, 'json') ? asJson(checks, overall, shown) : asText(checks, overall, { context, shown }));
  return overall === 'failed' ? EXIT.fail : EXIT.pass;
}

function demandUse(args: ParsedArguments): void {
  const given = (name: string): boolean => text(args, name) !== undefined;
  if (!given('log') && !given('receipt')) throw misuse('needs --log URL_OR_DIR, --receipt FILE or both');
  if (given('opening') && !given('receipt')) throw misuse('needs --receipt with --opening: which entry is it of?');
  if (given('previous') && !given('log')) throw misuse('needs --log with --previous');
  const quick = flag(args, 'quick');
  if (quick && (!given('receipt') || given('previous'))) throw misuse('takes --quick with --receipt only');
}

const misuse = (what: string): TribuneError =>
  new TribuneError('USAGE', `tribune verify ${what}`, { remedy: 'tribune verify --help shows examples.' });

async function namedFile(args: ParsedArguments, name: string, most: number): Promise<Uint8Array | undefined> {
  const path = text(args, name);
  return path === undefined ? undefined : readNamedFile(path, name, most);
}

interface TextInput {
  readonly context: CliContext;
  readonly shown: Uint8Array | undefined;
}

function asText({ log, receipt }: Checks, overall: VerificationStatus, { context, shown }: TextInput): string {
  const paint = painter(context.outColour);
  const part = (title: string, found: LogVerification | ReceiptVerification | undefined): string[] =>
    found === undefined ? [] : [paint('bold', title), ...stepLines(found.steps, paint), ''];
  const lines = [...part('The log', log), ...part('The receipt', receipt)];
  if (receipt !== undefined) lines.push(...answers(receipt), '');
  if (shown !== undefined) lines.push(paint('bold', 'What the opening says'), ...openedLines(shown), '');
  const isStrangeKey = log?.overall !== 'failed' && (receipt?.strangeKey ?? null) !== null;
  return `${[...lines, verdictLine(overall, paint, isStrangeKey)].join('\n')}\n`;
}

const IN_LOG: Readonly<Record<VerificationStatus, string>> = {
  verified: 'yes',
  unwitnessed: 'yes, unwitnessed',
  failed: 'no',
};
const CONTENT = { verified: 'yes, to the byte', failed: 'no', 'not-checked': 'not checked (give --opening)' } as const;

const answers = ({ inLog, content }: ReceiptVerification): string[] => [
  `In the log:                        ${IN_LOG[inLog]}`,
  `This content is what was logged:   ${CONTENT[content]}`,
];

/** The parts as text; a part that is no UTF-8 is given by its length. */
function openedParts(opening: Uint8Array): Record<string, string> {
  const { entry, parts } = parseOpening(opening);
  const all: [string, Uint8Array][] = [
    ['entry', entry],
    ...[...parts].map(([name, { content }]) => [name, content] as [string, Uint8Array]),
  ];
  return Object.fromEntries(all.map(([name, bytes]) => [name, decoded(bytes)]));
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return `(${bytes.length} bytes that are no text)`;
  }
}

const openedLines = (opening: Uint8Array): string[] =>
  Object.entries(openedParts(opening)).map(([name, content]) => `  ${name}: ${printable(content)}`);

function asJson({ log, receipt }: Checks, overall: VerificationStatus, shown: Uint8Array | undefined): string {
  const head = log?.checkpoint;
  const document = {
    schemaVersion: '1',
    overall,
    log: log === undefined ? null : { overall: log.overall, steps: log.steps },
    checkpoint: head === undefined ? null : { origin: head.origin, size: head.size, root: encodeHex(head.root) },
    receipt: receipt ?? null,
    ...(shown === undefined ? {} : { opened: openedParts(shown) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
