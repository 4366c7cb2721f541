import { nodeLedgerCrypto as crypto } from '../../../adapters/ledger-crypto/index.js';
import { type LogSource, openLog } from '../../../adapters/ledger-source/index.js';
import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  type Checkpoint,
  followRotations,
  type LogVerification,
  openCheckpoint,
  type ReceiptVerification,
  TileReader,
  type TrustPolicy,
  treeHasher,
  type VerificationStep,
  type VerifyLogInput,
  verifyLog,
  verifyReceipt,
} from '../../../core/ledger/index.js';

/** The checks that `tribune verify` was asked for. */
export interface CheckRequest {
  readonly policy: TrustPolicy;
  readonly log?: string;
  readonly apiKey?: string;
  readonly receipt?: Uint8Array;
  readonly opening?: Uint8Array;
  /** A checkpoint from an earlier time. */
  readonly previous?: Uint8Array;
  /** Statements of key changes; by default those of the log. */
  readonly rotations?: Uint8Array;
  /** Whether only the checkpoint of the log and the tiles of the receipt are checked, not every entry. */
  readonly quick: boolean;
  /** Whether entries must be Tribune's leaves. */
  readonly leaves: 'commitments' | 'any';
  readonly report: (message: string) => void;
}

export interface Checks {
  readonly log?: LogVerification;
  readonly receipt?: ReceiptVerification;
}

/** Number of entries between two progress reports. */
const ENTRIES_A_REPORT = 65_536;

/** Checks the log, then the receipt against it. Throws `LogUnreadable`, and `TribuneError` for wrong input of the user. */
export async function runChecks(request: CheckRequest): Promise<Checks> {
  const { policy, receipt, opening } = request;
  const source = request.log === undefined ? undefined : await openLog(request.log, request);
  const rotations = await rotationsOf(request, source);
  const log = source === undefined ? undefined : await checkLog(request, source, rotations);
  if (receipt === undefined) return log === undefined ? {} : { log };
  const head = log?.checkpoint;
  const now =
    source === undefined || head === undefined ? undefined : { checkpoint: head, reader: readerOf(source, head) };
  const checked = await verifyReceipt({
    receipt,
    trust: policy,
    crypto,
    ...rotations,
    ...defined({ opening, log: now }),
  });
  return log === undefined ? { receipt: checked } : { log, receipt: checked };
}

const readerOf = ({ read }: LogSource, head: Checkpoint): TileReader =>
  new TileReader(treeHasher(crypto.sha256, crypto.lanes), read, head);

type Rotations = { readonly rotations?: Uint8Array };

async function rotationsOf({ rotations }: CheckRequest, source: LogSource | undefined): Promise<Rotations> {
  const found = rotations ?? (await source?.read('rotations')) ?? undefined;
  return found === undefined ? {} : { rotations: found };
}

async function checkLog(
  request: CheckRequest,
  { read, checkpoint }: LogSource,
  rotations: Rotations,
): Promise<LogVerification> {
  const { policy, leaves, report } = request;
  if (request.quick) return checkCheckpoint({ checkpoint, trust: policy, crypto, ...rotations });
  const previous =
    request.previous === undefined
      ? {}
      : { previous: await openPrevious(request.previous, policy, rotations.rotations) };
  let told = 0;
  return verifyLog({
    read,
    checkpoint,
    trust: policy,
    crypto,
    leaves,
    ...rotations,
    ...previous,
    onProgress(done, size) {
      if (done - told < ENTRIES_A_REPORT) return;
      told = done;
      report(`checking entries: ${done} of ${size}`);
    },
  });
}

/** Opens a checkpoint that the user stored. It must itself be the log's, otherwise a comparison with it shows nothing. */
export async function openPrevious(
  previous: Uint8Array,
  policy: TrustPolicy,
  rotations?: Uint8Array,
): Promise<Checkpoint> {
  try {
    const followed = rotations === undefined ? policy : (await followRotations(rotations, policy, crypto)).policy;
    return (await openCheckpoint(previous, { ...followed, quorum: 'none' }, crypto)).checkpoint;
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    throw new TribuneError('LEDGER_INVALID', `the earlier checkpoint cannot be used: ${cause.message}`, {
      remedy: 'Give a checkpoint of this log, unchanged as it was fetched.',
      cause,
    });
  }
}

async function checkCheckpoint(input: Omit<VerifyLogInput, 'read'>): Promise<LogVerification> {
  const full = await verifyLog({ ...input, read: () => null });
  const steps = full.steps.map((step) => (HEAD_STEPS.has(step.id) ? step : skipped(step)));
  const failed = steps.some(({ status }) => status === 'failed');
  const witnessed = steps.some(({ id, status }) => id === 'witnesses' && status === 'ok');
  const overall = failed ? 'failed' : witnessed ? 'verified' : 'unwitnessed';
  return { overall, steps, ...defined({ checkpoint: full.checkpoint }) };
}

const HEAD_STEPS: ReadonlySet<string> = new Set(['key-rotations', 'checkpoint', 'log-signature', 'witnesses']);

const skipped = ({ id, title }: VerificationStep): VerificationStep => ({
  id,
  title,
  status: 'skipped',
  detail: 'not asked with --quick',
});
