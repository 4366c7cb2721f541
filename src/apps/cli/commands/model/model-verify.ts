import { basename } from 'node:path';
import { checkModelSignature } from '../../../../adapters/model-signatures/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { printable } from '../../terminal/error.js';

export const modelVerifyCommand: CommandSpec = {
  name: 'model verify',
  summary: 'check the files of a model against the signature of OpenSSF model signing that came with it',
  usage: ['tribune model verify FOLDER_OR_FILE --signature FILE --key FILE [--version DIGEST]'],
  positionals: { name: 'MODEL', min: 1, max: 1 },
  options: {
    signature: { type: 'string', value: 'FILE', help: 'the signature, such as model.sig' },
    key: {
      ...{ type: 'string', value: 'FILE' },
      help: 'the public key in PEM of whoever signed, got by another way than the model',
    },
    version: { type: 'string', value: 'DIGEST', help: 'the version whose bytes must be one of the signed files' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune model verify ./model --signature model/model.sig --key signer.pem'],
  notes: [
    'Checked are the signature (a key on the curve P-256, P-384 or P-521), the digest of every file, and that there is no file that was not signed. Links are not followed.',
    'Exit code 1: a file is changed, missing or not signed, or no file is the version. 2: the signature is not by this key. Signatures with a certificate or of Sigstore are refused: model_signing verify checks those.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const [signature, key, version] = [text(args, 'signature'), text(args, 'key'), text(args, 'version')];
  if (signature === undefined || key === undefined)
    throw new TribuneError('USAGE', 'a model is checked by a signature and a key', {
      remedy: 'Give --signature FILE and --key FILE.',
    });
  const { verified, mistakes } = await checkModelSignature(args.positionals[0]!, {
    bundle: await readTextFile(signature, 'signature', 'DATA_NOT_FOUND'),
    key: await readTextFile(key, 'key', 'DATA_NOT_FOUND'),
    own: basename(signature),
  });
  const isThere = version === undefined || verified.some(({ digest }) => `sha256:${digest}` === version);
  const all = isThere ? mistakes : [...mistakes, 'no signed file has the digest of the version'];
  if (flag(args, 'json')) context.out(`${JSON.stringify({ verified, mistakes: all }, null, 2)}\n`);
  else {
    for (const { name, digest } of verified) context.out(`as signed  sha256:${digest}  ${printable(name)}\n`);
    for (const mistake of all) context.out(`wrong      ${printable(mistake)}\n`);
  }
  return all.length === 0 ? EXIT.pass : EXIT.fail;
}
