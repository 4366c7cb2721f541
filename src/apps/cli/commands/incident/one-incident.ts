import { TribuneError } from '../../../../core/base/errors.js';
import type { CliContext } from '../../frame/context.js';
import { flag, type ParsedArguments } from '../../frame/spec.js';
import type { HttpAdmin } from '../../service/http-admin.js';
import { printable } from '../../terminal/error.js';
import { type PrintedIncident, summaryOf } from './printed.js';

export const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });

export const pathOf = (id: string): string => `/v1/incidents/${encodeURIComponent(id)}`;

/** The revision of an incident as it is now, for an act that replaces what is there. */
export async function revisionOf(admin: HttpAdmin, id: string): Promise<number> {
  return ((await admin.get(pathOf(id))) as PrintedIncident).revision;
}

/** Prints an incident after an act, in a few lines or as JSON. */
export function tell(incident: PrintedIncident, args: ParsedArguments, context: CliContext): void {
  if (flag(args, 'json')) context.out(`${JSON.stringify(incident, null, 2)}\n`);
  else for (const line of summaryOf(incident)) context.out(`${printable(line)}\n`);
}
