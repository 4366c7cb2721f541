import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import type { ParsedArguments } from '../../frame/spec.js';
import { openConnection } from '../../service/connection.js';
import type { HttpAdmin } from '../../service/http-admin.js';

/** Does work with a service, which is closed whatever comes of it. */
export async function withService<T>(
  args: ParsedArguments,
  context: CliContext,
  work: (admin: HttpAdmin) => Promise<T>,
): Promise<T> {
  const service = await openConnection(args, context, { configured: true });
  try {
    return await work(service.admin);
  } finally {
    await service.close();
  }
}

/** The id of an alert as it was typed. */
export function alertId(word: string): number {
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw new TribuneError('USAGE', `"${word.slice(0, 40)}" is no id of an alert`, {
    remedy: 'Ids are whole numbers; tribune alerts list shows them.',
  });
}
