import type { CliContext } from '../frame/context.js';
import type { ParsedArguments } from '../frame/spec.js';
import { openConnection } from './connection.js';
import type { HttpAdmin } from './http-admin.js';

/** Does work with a service, which is closed whatever comes of it. */
export async function withService<T>(
  args: ParsedArguments,
  context: CliContext,
  work: (admin: HttpAdmin) => Promise<T>,
): Promise<T> {
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    return await work(service.admin);
  } finally {
    await service.close();
  }
}
