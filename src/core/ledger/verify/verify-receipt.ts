import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import type { TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { platformCrypto } from '../hashing/platform-crypto.js';
import { publicLeaf } from '../leaves/leaf.js';
import { type Opening, parseOpening } from '../leaves/opening.js';
import { treeHasher } from '../merkle/hasher.js';
import { verifyInclusion } from '../merkle/verify-inclusion.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { parseReceipt, type Receipt } from '../receipts/receipt.js';
import type { TileReader } from '../tiles/reader.js';
import type { TrustPolicy } from '../trust/policy.js';
import { type StrangeKey, strangeKey } from '../trust/strange-key.js';
import { Checklist, type Claim, EARLIER_FAILED, type Verification, type VerificationStatus } from './checklist.js';
import { askAboutCheckpoint, askAboutRotations, describeCheckpoint } from './checkpoint-steps.js';
import { observe } from './monitor.js';
import { askAboutOpening, isContentStep, OPENING } from './opening-steps.js';

export interface VerifyReceiptInput {
  readonly receipt: TextInput;
  readonly trust: TrustPolicy;
  /** Statements of key changes, such as the file `rotations` of the log. */
  readonly rotations?: TextInput;
  /** Crypto for signatures; default WebCrypto of the engine. */
  readonly crypto?: LedgerCrypto;
  /** The entry as the log stores it; by default the leaf inside the receipt, otherwise that of the opening. */
  readonly leaf?: Uint8Array;
  readonly opening?: TextInput;
  /** The log as it is now, under a head whose signature was verified. Without it the receipt is verified on its own. */
  readonly log?: { readonly checkpoint: Checkpoint; readonly reader: TileReader };
}

export interface ReceiptVerification extends Verification {
  /** Whether the leaf is in the log, whatever its content is. */
  readonly inLog: VerificationStatus;
  /** Whether the opened content is what the leaf commits to; `not-checked` without an opening. */
  readonly content: 'verified' | 'failed' | 'not-checked';
  /** Set when the receipt failed only because its key was not given, which is no finding about the log. */
  readonly strangeKey: StrangeKey | null;
}

const RECEIPT: Claim = ['receipt', 'The receipt is well formed'];
const INCLUSION: Claim = ['inclusion', 'The leaf is in the log'];
const LOG_NOW: Claim = ['log-now', 'The log today still holds what the receipt proves'];

/**
 * Verifies a receipt, offline unless a log is passed. Two questions are kept apart: whether it is in the log, and whether this content is
 * what was logged. It never throws because of the content of the receipt or opening.
 *
 * @example
 * const { overall, inLog, content, steps } = await verifyReceipt({ receipt, opening, trust: keysOnlyPolicy([vkey]) });
 */
export async function verifyReceipt(input: VerifyReceiptInput): Promise<ReceiptVerification> {
  return verifyEquipped({ ...input, crypto: input.crypto ?? platformCrypto() });
}

async function verifyEquipped(input: Equipped): Promise<ReceiptVerification> {
  const list = new Checklist();
  const receipt = await list.ask(RECEIPT, () => {
    const value = parseReceipt(input.receipt);
    return { detail: `entry ${value.index}`, value };
  });
  const opening = await readOpening(list, input);
  const { rotations, crypto } = input;
  const policy = await askAboutRotations(list, rotations, input.trust, crypto);
  const head = receipt === undefined ? undefined : await askAboutCheckpoint(list, receipt.checkpoint, policy, crypto);
  const leaf = leafOf(input, receipt, opening);
  const included = await askInclusion(list, { input, receipt, head, leaf });
  await askLogNow(list, input, head);
  if (opening !== undefined) {
    // A leaf made from the opening itself proves nothing about the opening unless it was found in the log.
    const independent = input.leaf ?? receipt?.extra;
    await askAboutOpening(list, opening, included ? leaf : independent, input.crypto.sha256);
  }
  return { ...summary(list), strangeKey: head === undefined ? strangeKey(input.receipt, policy) : null };
}

async function readOpening(list: Checklist, { opening }: VerifyReceiptInput): Promise<Opening | undefined> {
  if (opening === undefined) {
    list.skip(OPENING, 'no opening was given: this receipt proves that something was logged, not what it says');
    return undefined;
  }
  return list.ask(OPENING, () => {
    const value = parseOpening(opening);
    return {
      detail: `an entry of ${counted(value.entry.length, 'byte')} and ${counted(value.parts.size, 'part')}`,
      value,
    };
  });
}

type Equipped = VerifyReceiptInput & { readonly crypto: LedgerCrypto };

function leafOf({ leaf, crypto }: Equipped, receipt?: Receipt, opening?: Opening): Uint8Array | undefined {
  if (leaf !== undefined) return leaf;
  if (receipt?.extra !== undefined) return receipt.extra;
  return opening === undefined ? undefined : publicLeaf(crypto.sha256, opening.salt, opening.entry);
}

interface InclusionInput {
  readonly input: Equipped;
  readonly receipt: Receipt | undefined;
  readonly head: Checkpoint | undefined;
  readonly leaf: Uint8Array | undefined;
}

async function askInclusion(list: Checklist, { input, receipt, head, leaf }: InclusionInput): Promise<boolean> {
  if (receipt === undefined || head === undefined) {
    list.skip(INCLUSION, EARLIER_FAILED);
    return false;
  }
  const included = await list.ask(INCLUSION, () => {
    demand(leaf !== undefined, 'the receipt carries no leaf', 'Pass the opening, or the entry as the log stores it.');
    const hasher = treeHasher(input.crypto.sha256);
    const { index, proof } = receipt;
    verifyInclusion(hasher, { index, proof, size: head.size, root: head.root, leafHash: hasher.leaf(leaf) });
    return { detail: `entry ${index} of ${head.size}, by ${counted(proof.length, 'hash')}`, value: true };
  });
  return included === true;
}

async function askLogNow(list: Checklist, { log }: VerifyReceiptInput, head: Checkpoint | undefined): Promise<void> {
  if (log === undefined || head === undefined) {
    list.skip(LOG_NOW, log === undefined ? 'no log was given: the receipt stands on its own' : EARLIER_FAILED);
    return;
  }
  await list.ask(LOG_NOW, async () => {
    const { status, detail } = await observe(head, log.checkpoint, log.reader);
    const holds = status === 'grown' || status === 'unchanged';
    demand(
      holds,
      `${status}: ${detail}`,
      'Keep the receipt and the checkpoint of the log: together they are evidence.',
    );
    return { detail: describeCheckpoint(log.checkpoint), value: true };
  });
}

function summary(list: Checklist): Omit<ReceiptVerification, 'strangeKey'> {
  const contentSteps = list.steps.filter(({ id }) => isContentStep(id));
  const failed = contentSteps.some(({ status }) => status === 'failed');
  const checked = contentSteps.some(({ status }) => status === 'ok');
  return {
    overall: list.verdict(),
    inLog: list.verdict((id) => !isContentStep(id)),
    content: failed ? 'failed' : checked ? 'verified' : 'not-checked',
    steps: list.steps,
  };
}
