import { nodeLedgerCrypto } from '../../../../adapters/ledger-crypto/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import {
  encodeBase64,
  keysOnlyPolicy,
  openCheckpoint,
  parseVerifierKey,
  type TrustPolicy,
  type VerifierKey,
  verifyReceipt,
} from '../../../../core/ledger/index.js';
import { CHECKPOINT, type ReadBundle, readBundle } from '../../../../domain/evidence-bundles/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { readNamedFile } from '../../ledger/files.js';
import { readVerifierKey } from '../../ledger/trust.js';
import { printable } from '../../terminal/error.js';

/** Largest bundle that is read, bytes. */
const LARGEST_BUNDLE = 512 * 1024 * 1024;

export const documentVerifyCommand: CommandSpec = {
  name: 'document verify',
  summary: 'check a bundle of evidence offline: every digest, every receipt, the checkpoint',
  usage: ['tribune document verify BUNDLE.zip [--key VKEY]'],
  positionals: { name: 'BUNDLE', min: 1, max: 1 },
  options: { key: { type: 'string', value: 'VKEY', help: 'key of the log that you got elsewhere, as text or file' } },
  examples: ['tribune document verify evidence.zip --key log.vkey'],
  notes: [
    'Digests hold files against the manifest, which nobody signed. The key shows that receipts and checkpoint are of the log, and not that documents say what its records say.',
    'Without --key they are held against the key that came with the bundle: that finds damage, and nothing that its maker forged.',
    'Nothing is unpacked. Exit code 0 where everything is right, 1 where something is not, 2 for what is no bundle.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path] = args.positionals as [string];
  const bundle = readBundle(await readNamedFile(path, 'bundle', LARGEST_BUNDLE));
  const given = text(args, 'key');
  const key = given === undefined ? null : await readVerifierKey(given);
  const signed = signedFiles(bundle);
  const wrong = [...bundle.mistakes, ...(await signedMistakes(bundle, key))];
  for (const one of wrong) context.out(`WRONG  ${printable(one)}\n`);
  const { subject, asOf } = bundle.manifest;
  const log = asOf === null ? 'no log' : `entry ${asOf.size} of ${asOf.log}`;
  context.out(`${printable(`${subject}: ${bundle.files.length} files, as of ${log}`)}\n`);
  if (signed.length === 0)
    context.out('nothing in it is signed, so that a key shows nothing: this finds damage only\n');
  else if (given === undefined && wrong.length === 0)
    context.out('checked with the key that came with it; give --key for more\n');
  return wrong.length === 0 ? EXIT.pass : EXIT.fail;
}

const isReceipt = (path: string): boolean => path.endsWith('.tlog-proof');

/** Files that a key can prove. */
const signedFiles = ({ files }: ReadBundle) => files.filter(({ path }) => isReceipt(path) || path === CHECKPOINT);

/** What is wrong with checkpoint and receipts, under a key from elsewhere or else under that of the bundle. */
async function signedMistakes(bundle: ReadBundle, from: VerifierKey | null): Promise<string[]> {
  const { manifest } = bundle;
  const signed = signedFiles(bundle);
  const none =
    manifest.asOf !== null && !signed.some(({ path }) => path === CHECKPOINT)
      ? [`${CHECKPOINT} is missing: nothing shows the state of the log that the manifest names`]
      : [];
  if (signed.length === 0) return none;
  // What stands in a bundle is a key and never a path: no file is read because a bundle names it.
  const key = from ?? (manifest.key === null ? null : parseVerifierKey(manifest.key.trim()));
  if (key === null) return [...none, 'the bundle has signed files and no key of their log; give --key'];
  const trust = keysOnlyPolicy([key]);
  const checked = signed.map(({ path, bytes }) =>
    isReceipt(path) ? receiptMistake(path, bytes, trust) : checkpointMistake(bytes, manifest, trust),
  );
  return [...none, ...(await Promise.all(checked)).filter((one) => one !== null)];
}

async function receiptMistake(path: string, receipt: Uint8Array, trust: TrustPolicy): Promise<string | null> {
  const { inLog, steps } = await verifyReceipt({ receipt, trust });
  if (inLog !== 'failed') return null;
  return `${path} is not proved: ${steps.find(({ status }) => status === 'failed')?.detail ?? 'see tribune verify'}`;
}

async function checkpointMistake(
  note: Uint8Array,
  { asOf }: ReadBundle['manifest'],
  trust: TrustPolicy,
): Promise<string | null> {
  try {
    const { checkpoint } = await openCheckpoint(note, trust, nodeLedgerCrypto);
    const isThat = asOf !== null && checkpoint.size === asOf.size && encodeBase64(checkpoint.root) === asOf.root;
    return isThat ? null : `${CHECKPOINT} is of another place of the log than the manifest names`;
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    return `${CHECKPOINT} is not proved: ${cause.message}`;
  }
}
