import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, type ParsedArguments, text } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import { heldModels, versionDigest } from '../../service/held-models.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';

export const artifactGetCommand: CommandSpec = {
  name: 'artifact get',
  summary: 'fetch the bytes of a version, checked against its digest',
  usage: ['tribune artifact get VERSION --out FILE --data DIR', 'tribune artifact get VERSION --out FILE --server URL'],
  positionals: { name: 'VERSION', min: 1, max: 1 },
  options: { out: { type: 'string', short: 'o', value: 'FILE', help: 'where to write them' }, ...SERVICE_OPTIONS },
  examples: ['tribune artifact get lending@2026-11-1 --out model.json --data ./tribune-data'],
  notes: [
    'VERSION: MODEL@LABEL as registered, or its digest. A key needs the scope artifacts:read, and registry:read for a label.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const out = text(args, 'out');
  if (out === undefined) {
    throw new TribuneError('USAGE', 'artifact get needs --out FILE', { remedy: 'Name the file to write.' });
  }
  const service = await openConnection(args, context, { configured: true });
  try {
    const digest = await versionDigest(args.positionals[0]!, service);
    const size = await writeWhole(out, await heldModels(service).get(digest));
    context.out(`${digest}  ${size.toLocaleString('en')} bytes  ${printable(out)}\n`);
  } finally {
    await service.close();
  }
  return EXIT.pass;
}

/** Writes the file as a whole or not at all. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<number> {
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write ${path}: ${(cause as Error).message}`, {
      remedy: 'Give --out a file that you may write.',
      cause,
    });
  }
  return bytes.length;
}
