import { TribuneError } from '../../../core/base/errors.js';
import type { ModelStore } from '../../../domain/model-store/ports.js';
import { isVersionReference } from '../../../domain/registry/index.js';
import type { CliContext } from '../frame/context.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { openConnection } from '../service/connection.js';
import { heldModels, versionDigest } from '../service/held-models.js';
import type { HttpAdmin } from '../service/http-admin.js';

/** A version that a service holds. */
export interface HeldVersion {
  readonly digest: string;
  readonly models: Pick<ModelStore, 'get'>;
  readonly admin: Pick<HttpAdmin, 'post'>;
}

/** Whether MODEL is a version that a service holds: it has the form of one, and --server or --data name the service. */
export function isHeldVersion(model: string, args: ParsedArguments): boolean {
  const isReference = isVersionReference(model);
  const hasService = text(args, 'server') !== undefined || text(args, 'data') !== undefined;
  if (hasService && !isReference) {
    throw new TribuneError('USAGE', `MODEL ${model} is a file, and --server and --data name a service`, {
      remedy: 'Give a version, NAME@LABEL as registered or sha256:..., or leave the option out.',
    });
  }
  return hasService && isReference;
}

/** Uses a version of the service that --server or --data names, which is opened for that long. */
export async function withHeldVersion<T>(
  reference: string,
  { args, context }: { readonly args: ParsedArguments; readonly context: CliContext },
  use: (version: HeldVersion) => Promise<T>,
): Promise<T> {
  const service = await openConnection(args, context, { configured: true });
  try {
    return await use({
      digest: await versionDigest(reference, service),
      models: heldModels(service),
      admin: service.admin,
    });
  } finally {
    await service.close();
  }
}
