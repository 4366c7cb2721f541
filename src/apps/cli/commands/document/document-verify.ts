import { keysOnlyPolicy, verifyReceipt } from '../../../../core/ledger/index.js';
import type { ReadBundle } from '../../../../domain/evidence-bundles/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { readNamedFile } from '../../ledger/files.js';
import { readVerifierKey } from '../../ledger/trust.js';
import { printable } from '../../terminal/error.js';

/** Largest bundle that is read, bytes. */
const LARGEST_BUNDLE = 512 * 1024 * 1024;

export const documentVerifyCommand: CommandSpec = {
  name: 'document verify',
  summary: 'check a bundle of evidence offline: every digest, every receipt',
  usage: ['tribune document verify BUNDLE.zip [--key VKEY]'],
  positionals: { name: 'BUNDLE', min: 1, max: 1 },
  options: { key: { type: 'string', value: 'VKEY', help: 'key of the log that you got elsewhere, as text or file' } },
  examples: ['tribune document verify evidence.zip --key log.vkey'],
  notes: [
    'Without --key receipts are held against the key that came with the bundle: that finds damage, and nothing that its maker forged.',
    'Nothing is unpacked. Exit code 0 where everything is right, 1 where something is not, 2 for what is no bundle.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path] = args.positionals as [string];
  const { readBundle } = await import('../../../../domain/evidence-bundles/index.js');
  const bundle = readBundle(await readNamedFile(path, 'bundle', LARGEST_BUNDLE));
  const given = text(args, 'key');
  const wrong = [...bundle.mistakes, ...(await receiptMistakes(bundle, given ?? bundle.manifest.key))];
  for (const one of wrong) context.out(`WRONG  ${printable(one)}\n`);
  const { subject, asOf } = bundle.manifest;
  const log = asOf === null ? 'no log' : `entry ${asOf.size} of ${asOf.log}`;
  context.out(`${printable(`${subject}: ${bundle.files.length} files, as of ${log}`)}\n`);
  if (given === undefined && wrong.length === 0)
    context.out('checked with the key that came with it; give --key for more\n');
  return wrong.length === 0 ? EXIT.pass : EXIT.fail;
}

/** What is wrong with the receipts of a bundle under a key. */
async function receiptMistakes({ files }: ReadBundle, key: string | null): Promise<string[]> {
  const receipts = files.filter(({ path }) => path.endsWith('.tlog-proof'));
  if (receipts.length === 0) return [];
  if (key === null) return ['the bundle has receipts and no key of their log; give --key'];
  const trust = keysOnlyPolicy([await readVerifierKey(key)]);
  const checked = await Promise.all(
    receipts.map(async ({ path, bytes }) => ({ path, ...(await verifyReceipt({ receipt: bytes, trust })) })),
  );
  return checked.flatMap(({ path, inLog, steps }) =>
    inLog === 'failed'
      ? [`${path} is not proved: ${steps.find(({ status }) => status === 'failed')?.detail ?? 'see tribune verify'}`]
      : [],
  );
}
